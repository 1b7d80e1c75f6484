-- Columns of one table that the caller may read; the tenant's own id says nothing in a file of one tenant.
select a.attname::text as name,
       t.typcategory not in ('N', 'D', 'B', 'T') and t.typname <> 'uuid' as is_text
from pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
where a.attrelid = $1::text::regclass
  and a.attnum > 0
  and not a.attisdropped
  and a.attname <> 'org_id'
  and has_column_privilege(a.attrelid, a.attnum, 'select')
order by a.attnum
