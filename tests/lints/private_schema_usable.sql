-- Tables of crm_private are not readable for API users.
select c.oid::regclass::text as object, r.rolname || ' holds a right on it' as problem
from pg_class c
cross join pg_roles r
where c.relnamespace = 'crm_private'::regnamespace
  and c.relkind in ('r', 'p', 'v', 'm')
  and r.rolname in ('anon', 'authenticated')
  and (has_any_column_privilege(r.oid, c.oid, 'select, insert, update') or has_table_privilege(r.oid, c.oid, 'delete, truncate'))
  and not c.relrowsecurity
