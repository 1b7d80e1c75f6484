-- Columns of one relation: name, base type, and whether a row must and a file may fill it.
select a.attname::text as name,
       b.typname::text as type_name,
       a.atttypmod as type_modifier,
       a.attnotnull as is_required,
       a.attgenerated <> '' as is_generated,
       pg_catalog.pg_get_expr(d.adbin, d.adrelid) as default_expression
from pg_catalog.pg_attribute a
join pg_catalog.pg_type t on t.oid = a.atttypid
join pg_catalog.pg_type b on b.oid = case when t.typtype = 'd' then t.typbasetype else t.oid end
left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum and a.attgenerated = ''
where a.attrelid = $1::text::regclass
  and a.attnum > 0
  and not a.attisdropped
order by a.attnum
