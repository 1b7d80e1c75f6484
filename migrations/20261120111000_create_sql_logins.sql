-- PostgreSQL logins that are bound to one member each: for analysts and agents who write SQL themselves. They are in
-- no role of the API, so that there is nothing to switch to; what they may do is granted to two roles of their own.

do $$
begin
  if to_regrole('crm_sql_reader') is null then
    create role crm_sql_reader nologin;
  end if;
  if to_regrole('crm_sql_writer') is null then
    create role crm_sql_writer nologin in role crm_sql_reader;
  end if;
end
$$;

create table crm_private.sql_logins (
  login name not null,
  org_id uuid not null,
  user_id uuid not null,
  is_read_only boolean not null default true,
  statement_timeout interval not null default interval '60 seconds',
  created_at timestamptz not null default now(),
  created_by uuid,
  constraint sql_logins_pkey primary key (login),
  constraint sql_logins_login_check check (login::text ~ '^[a-z][a-z0-9_]{2,62}$'),
  constraint sql_logins_statement_timeout_check check (statement_timeout > interval '0 seconds'),
  constraint user_id foreign key (org_id, user_id) references crm.memberships (org_id, user_id) on delete cascade
);
create index sql_logins_user_id_idx on crm_private.sql_logins (org_id, user_id);
comment on table crm_private.sql_logins is
  'PostgreSQL logins of members. A session of such a login is that member in that organization, whatever its settings claim; a login '
  'without a row here is nobody. Rows are made and removed by crm_private.create_sql_login and revoke_sql_login.';
comment on column crm_private.sql_logins.is_read_only is 'Whether the login holds rights to read only.';
comment on column crm_private.sql_logins.statement_timeout is
  'How long a statement may run. The session can change its own setting, so overdue statements are also ended from outside.';
