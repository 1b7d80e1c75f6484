-- Every foreign key has an index that starts with its columns, in any order; on partitioned parents too.
-- An index may leave out rows without the reference: nobody looks for them by it.
select c.conrelid::regclass || '.' || c.conname as object, 'no index begins with its columns' as problem
from pg_constraint c
where c.contype = 'f'
  and c.connamespace in ('crm'::regnamespace, 'crm_private'::regnamespace)
  and c.conparentid = 0
  and not exists (
    select from pg_index i
    where i.indrelid = c.conrelid
      and (i.indpred is null or pg_get_expr(i.indpred, i.indrelid) in (
        select format('(%I IS NOT NULL)', a.attname) from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey)))
      and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey
  )
