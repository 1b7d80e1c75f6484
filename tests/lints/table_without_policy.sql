-- A table that API users hold a right on has a policy, or the right is an oversight.
select c.oid::regclass::text as object, 'granted to authenticated, but without any policy' as problem
from pg_class c
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and c.relkind in ('r', 'p')
  and c.relrowsecurity
  and has_any_column_privilege('authenticated', c.oid, 'select, insert, update')
  and not exists (select from pg_policy where polrelid = c.oid)
