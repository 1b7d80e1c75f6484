-- $1: key of the advisory lock that a migration run holds
select to_regnamespace('crm') is not null
   and to_regnamespace('analytics') is not null
   and exists (select 1 from pg_catalog.pg_roles where rolname = 'authenticator')
   and not exists (
     select 1 from pg_catalog.pg_locks
     where locktype = 'advisory' and granted
       and ((classid::bigint << 32) | objid::bigint) = $1::bigint and objsubid = 1
   )
