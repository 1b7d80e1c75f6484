-- The engine's own record of what a database has; made before anything else.
set client_min_messages = warning;
create schema if not exists crm_private;
revoke all on schema crm_private from public;

create table if not exists crm_private.schema_migrations (
  version text not null,
  name text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  constraint schema_migrations_pkey primary key (version)
);
comment on table crm_private.schema_migrations is
  'Migrations that this database has, one row a file of migrations/; checksum is the SHA-256 of its text.';

create table if not exists crm_private.sql_objects (
  path text not null,
  checksum text not null,
  applied_at timestamptz not null default now(),
  constraint sql_objects_pkey primary key (path)
);
comment on table crm_private.sql_objects is
  'Replaceable objects that this database has, one row a file of sql/; checksum is the SHA-256 of its text.';
