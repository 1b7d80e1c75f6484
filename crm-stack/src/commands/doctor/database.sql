-- One row a check: name, level (ok, warning, problem), message, remedy.
with
  extension as (
    select
      (select extversion from pg_catalog.pg_extension where extname = 'pg_crm_ext') as installed,
      current_setting('shared_preload_libraries') ~ 'pg_crm_ext' as preloaded
  ),
  unprotected as (
    select count(*) as tables, string_agg(c.oid::regclass::text, ', ' order by c.relname) as names
    from pg_catalog.pg_class c
    where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p')
      and not (c.relrowsecurity and c.relforcerowsecurity)
  ),
  sources as (
    select
      bool_or(login = 'authenticator') as authenticator,
      string_agg(login, ', ') filter (where login <> all ('{authenticator,postgres}') and login !~ '^supabase_') as strangers
    from crm_private.claim_sources
  ),
  leakproof as (
    select count(*) as functions, string_agg(p.oid::regprocedure::text, ', ' order by p.proname) as names
    from pg_catalog.pg_proc p
    where p.proleakproof
      and p.pronamespace in (select oid from pg_catalog.pg_namespace where nspname ~ '^(crm|analytics|public)')
  ),
  public_rights as (
    select exists (
      select 1 from pg_catalog.pg_database d, lateral pg_catalog.aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
      where d.datname = current_database() and a.grantee = 0 and a.privilege_type = 'TEMPORARY'
    ) as temporary
  ),
  horizon as (
    select to_regclass('crm_private.activities_' || to_char(current_date + 31, 'YYYY_MM')) is not null as ready
  )
select 'extension' as "check",
  case when installed is null or not preloaded then 'problem' else 'ok' end as level,
  case
    when installed is null then 'pg_crm_ext is not created in this database'
    when not preloaded then 'pg_crm_ext is not in shared_preload_libraries'
    else format('pg_crm_ext %s is loaded', installed)
  end as message,
  case
    when installed is null then 'run `crm migrate`'
    when not preloaded then 'run `crm down` and `crm up`'
  end as remedy
from extension
union all
select 'row security', case when tables = 0 then 'ok' else 'problem' end,
  case when tables = 0 then 'on and forced on every table of crm' else 'not on and forced on ' || names end,
  case when tables > 0 then 'run `crm migrate`; if it stays, enable and force row level security on these tables' end
from unprotected
union all
select 'claim sources', case when authenticator is not true then 'problem' when strangers is not null then 'warning' else 'ok' end,
  case
    when authenticator is not true then 'PostgREST''s login authenticator is not in crm_private.claim_sources: nobody is recognised'
    when strangers is not null then 'these logins may claim to be any user: ' || strangers
    else 'claims are believed from the platform''s logins only'
  end,
  case
    when authenticator is not true then 'crm psql -c "insert into crm_private.claim_sources (login) values (''authenticator'')"'
    when strangers is not null then 'delete those that are no gateway from crm_private.claim_sources'
  end
from sources
union all
select 'leakproof', case when functions = 0 then 'ok' else 'warning' end,
  case
    when functions = 0 then 'no function of ours may run before row security'
    else 'these run before row security and must not tell anything of their arguments: ' || names
  end,
  case when functions > 0 then 'review them, or `alter function ... not leakproof`' end
from leakproof
union all
select 'temporary tables', case when temporary then 'problem' else 'ok' end,
  case when temporary then 'everybody may create temporary tables' else 'nobody may create them by default' end,
  case when temporary then format('crm psql -c ''revoke temporary on database %I from public''', current_database()) end
from public_rights
union all
select 'partitions', case when ready then 'ok' else 'warning' end,
  case when ready then 'the next month of activities has its partition' else 'the next month of activities has no partition yet' end,
  case when not ready then 'crm psql -c ''select crm_private.ensure_activity_partitions(current_date, current_date + 90)''' end
from horizon
