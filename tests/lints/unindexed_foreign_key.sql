-- Every foreign key has an index that starts with its columns, in any order; on partitioned parents too.
select c.conrelid::regclass || '.' || c.conname as object, 'no index begins with its columns' as problem
from pg_constraint c
where c.contype = 'f'
  and c.connamespace in ('crm'::regnamespace, 'crm_private'::regnamespace)
  and c.conparentid = 0
  and not exists (
    select from pg_index i
    where i.indrelid = c.conrelid
      and i.indpred is null
      and (i.indkey::smallint[])[0:cardinality(c.conkey) - 1] @> c.conkey
  )
