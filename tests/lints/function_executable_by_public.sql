-- Nobody may execute a function because nobody thought of it: PUBLIC has no right on any of ours.
select p.oid::regprocedure::text as object, 'PUBLIC may execute it' as problem
from pg_proc p
cross join aclexplode(coalesce(p.proacl, acldefault('f', p.proowner))) a
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace, 'crm_ext'::regnamespace)
  and a.grantee = 0
  and a.privilege_type = 'EXECUTE'
