-- A security definer function sees nothing of the caller's search path: it is set to the empty string.
select p.oid::regprocedure::text as object,
       'security definer with ' || coalesce(array_to_string(p.proconfig, ', '), 'no setting') as problem
from pg_proc p
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace, 'crm_ext'::regnamespace,
                         'auth'::regnamespace)
  and p.prosecdef
  and not coalesce('search_path=""' = any (p.proconfig), false)
