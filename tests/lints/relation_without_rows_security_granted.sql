-- Materialized views and foreign tables know no row security: API users may not read them, wherever they lie.
select c.oid::regclass::text as object, r.rolname || ' may select from it' as problem
from pg_class c
cross join pg_roles r
where c.relkind in ('m', 'f')
  and r.rolname in ('anon', 'authenticated')
  and has_any_column_privilege(r.oid, c.oid, 'select')
