-- Every table with rows of tenants has one line in the registry of row security, and every line names a table.
select u as object, 'is not in crm_private.protected_tables()' as problem
from crm_private.unregistered_tables() u
union all
select t.table_name, 'is in the registry ' || count(*) || ' times'
from crm_private.protected_tables() t
group by t.table_name
having count(*) > 1
union all
select t.table_name, 'is in the registry, but does not exist'
from crm_private.protected_tables() t
where t.shape <> 'internal' and to_regclass(t.table_name) is null
union all
select t.table_name, 'is internal, but ' || r.rolname || ' holds a right on it'
from crm_private.protected_tables() t
cross join pg_roles r
where t.shape = 'internal' and r.rolname in ('anon', 'authenticated')
  and (has_any_column_privilege(r.rolname, to_regclass(t.table_name), 'select, insert, update')
       or has_table_privilege(r.rolname, to_regclass(t.table_name), 'delete, truncate'))
