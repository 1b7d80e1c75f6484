-- What plans may be made for that a new restriction concerns: the tables, and the functions that run with their owner's
-- rights and return rows of them.
select
  pg_catalog.string_agg(distinct t.relid::pg_catalog.text, e'\n'),
  pg_catalog.string_agg(distinct p.oid::pg_catalog.text, e'\n')
from (
  select distinct pg_catalog.to_regclass(c.table_name)::pg_catalog.oid as relid from crm_private.field_columns c
) t
left join pg_catalog.pg_type y on y.typrelid operator(pg_catalog.=) t.relid
left join pg_catalog.pg_proc p on p.prorettype operator(pg_catalog.=) y.oid and p.prosecdef
where t.relid is not null
