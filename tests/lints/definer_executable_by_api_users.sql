-- Security definer functions that API users may call are listed here, each with the check that it makes of its caller.
select p.oid::regprocedure::text as object, r.rolname || ' may execute this security definer function' as problem
from pg_proc p
cross join pg_roles r
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and p.prosecdef
  and r.rolname in ('anon', 'authenticated')
  and has_function_privilege(r.oid, p.oid, 'execute')
  and p.proname not in (
    'capture_lead' -- anonymous needs a capture key, which fixes organization and source
  )
