-- requires: migrations
-- requires: 00_foundation/protect_table.sql
-- requires: 00_foundation/table_rules.sql
-- requires: 00_foundation/deleted_access.sql
-- requires: 10_identity/narrowed_rights.sql
-- requires: 50_activities/activity_rights.sql

create or replace function crm_private.unregistered_tables()
returns setof text
language sql
stable
set search_path = ''
as $$
  select c.oid::regclass::text
  from pg_catalog.pg_class c
  join pg_catalog.pg_namespace n on n.oid = c.relnamespace
  where c.relkind in ('r', 'p') and not c.relispartition
    and (
      n.nspname = 'crm'
      or n.nspname = 'crm_private' and exists (
        select from pg_catalog.pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id' and not a.attisdropped)
    )
    and not exists (
      select from crm_private.protected_tables() t where t.table_name = n.nspname || '.' || c.relname)
  order by 1
$$;
comment on function crm_private.unregistered_tables() is
  'Tables with rows of tenants that the registry does not name; there must be none. Example: select * from crm_private.unregistered_tables().';

create or replace function crm_private.protect_registered_tables()
returns void
language plpgsql
set search_path = ''
as $$
declare
  unregistered constant text := (select pg_catalog.string_agg(u, ', ') from crm_private.unregistered_tables() u);
begin
  if unregistered is not null then
    raise exception using
      errcode = '23514',
      message = pg_catalog.format('nobody decided who may read %s', unregistered),
      detail = 'A table with rows of tenants has no line in the registry of row security.',
      hint = 'Add it to crm_private.protected_tables() in sql/00_foundation/protected_tables.sql.';
  end if;
  perform crm_private.protect_table(t.table_name::regclass)
  from crm_private.protected_tables() t
  where t.shape <> 'internal' and pg_catalog.to_regclass(t.table_name) is not null;
end;
$$;
comment on function crm_private.protect_registered_tables() is
  'Generates all policies from the registry; refuses (23514) while a table is missing there. What stands already is left alone. '
  'Example: select crm_private.protect_registered_tables().';

select crm_private.protect_registered_tables();
