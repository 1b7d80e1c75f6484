-- SQL logins hold the rights of signed-in users over REST, without being in their role: what authenticated may read is granted
-- to crm_sql_reader, what it may write to crm_sql_writer. A volatile function may write, so it is the writer's.

create or replace function crm_private.sql_rights_of(grantees regrole[])
returns table (object text, privilege text, grantee regrole, is_reading boolean)
language sql
stable
set search_path = ''
as $$
  with ours as (
    select n.oid from pg_catalog.pg_namespace n where n.nspname in ('crm', 'analytics', 'crm_ext', 'crm_private')
  )
  select pg_catalog.format('schema %I', n.nspname), a.privilege_type, a.grantee::regrole, true
  from pg_catalog.pg_namespace n
  join ours using (oid)
  cross join lateral pg_catalog.aclexplode(n.nspacl) a
  where a.grantee = any (grantees)
  union all
  select pg_catalog.format('table %s', c.oid::regclass), a.privilege_type, a.grantee::regrole, a.privilege_type = 'SELECT'
  from pg_catalog.pg_class c
  join ours on ours.oid = c.relnamespace
  cross join lateral pg_catalog.aclexplode(c.relacl) a
  where c.relkind in ('r', 'p', 'v', 'm') and a.grantee = any (grantees)
  union all
  select pg_catalog.format('table %s', c.oid::regclass), pg_catalog.format('%s (%I)', a.privilege_type, t.attname),
    a.grantee::regrole, a.privilege_type = 'SELECT'
  from pg_catalog.pg_class c
  join ours on ours.oid = c.relnamespace
  join pg_catalog.pg_attribute t on t.attrelid = c.oid and not t.attisdropped
  cross join lateral pg_catalog.aclexplode(t.attacl) a
  where a.grantee = any (grantees)
  union all
  select pg_catalog.format('function %s', p.oid::regprocedure), a.privilege_type, a.grantee::regrole, p.provolatile <> 'v'
  from pg_catalog.pg_proc p
  join ours on ours.oid = p.pronamespace
  cross join lateral pg_catalog.aclexplode(p.proacl) a
  where a.grantee = any (grantees)
$$;
comment on function crm_private.sql_rights_of(regrole[]) is
  'The rights that these roles hold themselves in our schemas, and whether they only read. '
  'Example: select * from crm_private.sql_rights_of(''{crm_sql_reader}'');';

create or replace function crm_private.mirror_sql_rights()
returns void
language plpgsql
set search_path = ''
as $$
-- Names come from the catalogue, quoted.
-- @plpgsql_check_options: security_warnings = off
declare
  change record;
begin
  for change in
    with
      wanted as (
        select r.object, r.privilege, case when r.is_reading then 'crm_sql_reader' else 'crm_sql_writer' end::regrole as grantee
        from crm_private.sql_rights_of('{authenticated}') r
      ),
      held as (
        select r.object, r.privilege, r.grantee from crm_private.sql_rights_of('{crm_sql_reader, crm_sql_writer}') r
      )
    select pg_catalog.format('revoke %s on %s from %s', h.privilege, h.object, h.grantee) as command
    from (select * from held except select * from wanted) h
    union all
    select pg_catalog.format('grant %s on %s to %s', w.privilege, w.object, w.grantee)
    from (select * from wanted except select * from held) w
  loop
    execute change.command;
  end loop;
end;
$$;
comment on function crm_private.mirror_sql_rights() is
  'Gives the roles of SQL logins what authenticated has, and takes what it has not. Example: select crm_private.mirror_sql_rights();';

revoke all on function crm_private.sql_rights_of(regrole[]), crm_private.mirror_sql_rights() from public;
