-- API users create nothing in our schemas.
select n.nspname as object, r.rolname || ' may create objects in it' as problem
from pg_namespace n
cross join pg_roles r
where n.nspname in ('crm', 'analytics', 'crm_ext', 'crm_private', 'auth', 'public')
  and r.rolname in ('anon', 'authenticated', 'service_role', 'authenticator')
  and has_schema_privilege(r.oid, n.oid, 'create')
