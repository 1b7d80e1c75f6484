-- Every table of the product belongs to an organization; what all organizations share is listed here.
select c.oid::regclass::text as object, 'no column org_id that is not null' as problem
from pg_class c
where c.relnamespace = 'crm'::regnamespace
  and c.relkind in ('r', 'p')
  and c.relname not in ('organizations', 'users', 'currencies')
  and not exists (
    select from pg_attribute a
    where a.attrelid = c.oid and a.attname = 'org_id' and a.attnotnull and not a.attisdropped
  )
