-- A unique key starts with the organization: otherwise a refused insert tells what another tenant has.
select i.indexrelid::regclass::text as object, 'unique, but does not start with org_id' as problem
from pg_index i
join pg_class t on t.oid = i.indrelid
join pg_attribute org on org.attrelid = t.oid and org.attname = 'org_id' and not org.attisdropped
where t.relnamespace = 'crm'::regnamespace
  and i.indisunique
  and i.indkey[0] is distinct from org.attnum
  -- random keys tell nothing: a primary key of one uuid
  and not (i.indisprimary and i.indnkeyatts = 1 and exists (
    select from pg_attribute a where a.attrelid = t.oid and a.attnum = i.indkey[0] and a.atttypid = 'uuid'::regtype))
