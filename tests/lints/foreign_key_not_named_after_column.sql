-- A foreign key is called as its column, so that PostgREST's account:account_id(...) works with keys of two columns.
select c.conrelid::regclass || '.' || c.conname as object, 'is not called as one of its columns' as problem
from pg_constraint c
where c.contype = 'f'
  and c.connamespace = 'crm'::regnamespace
  and c.conparentid = 0
  and not exists (select from pg_attribute a where a.attrelid = c.conrelid and a.attnum = any (c.conkey) and a.attname = c.conname)
