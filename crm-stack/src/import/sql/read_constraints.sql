-- Rules of one table that can be tested set-wise before its rows are written.
select c.conname::text as name,
       c.contype::text as type,
       pg_catalog.pg_get_expr(c.conbin, c.conrelid) as expression,
       (select pg_catalog.array_agg(a.attname::text order by k.position)
        from unnest(c.conkey) with ordinality k(attnum, position)
        join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.attnum) as columns,
       (select pg_catalog.array_agg(a.attname::text order by k.position)
        from unnest(c.confkey) with ordinality k(attnum, position)
        join pg_catalog.pg_attribute a on a.attrelid = c.confrelid and a.attnum = k.attnum) as target_columns,
       case when c.confrelid <> 0 then c.confrelid::regclass::text end as target
from pg_catalog.pg_constraint c
where c.conrelid = $1::text::regclass
  and c.contype in ('c', 'u', 'p', 'f')
  and c.conkey is not null
order by c.conname
