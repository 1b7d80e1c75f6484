-- A table with row_version has a trigger before update that keeps it; without it stale writes pass.
select c.oid::regclass::text as object, 'row_version is kept by no trigger' as problem
from pg_class c
where c.relnamespace = 'crm'::regnamespace
  and c.relkind in ('r', 'p')
  and not c.relispartition
  and exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'row_version' and not a.attisdropped)
  and not exists (
    select from pg_trigger t
    where t.tgrelid = c.oid and not t.tgisinternal
      and t.tgtype & 1 = 1 and t.tgtype & 2 = 2 and t.tgtype & 16 = 16 -- row, before, update
  )
