-- A function of an exposed schema fixes its search path, so that a caller's setting cannot change what it means.
select p.oid::regprocedure::text as object, 'search_path is the caller''s' as problem
from pg_proc p
join pg_language l on l.oid = p.prolang
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace, 'auth'::regnamespace)
  and l.lanname in ('sql', 'plpgsql')
  and p.prosqlbody is null -- a body parsed at creation does not ask the search path again
  and not exists (select from unnest(p.proconfig) as setting where setting like 'search_path=%')
