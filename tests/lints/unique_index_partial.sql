-- Unique keys of tenants are never partial: PostgREST's on_conflict could not use them.
select i.indexrelid::regclass::text as object, 'unique and partial' as problem
from pg_index i
join pg_class t on t.oid = i.indrelid
where t.relnamespace = 'crm'::regnamespace
  and i.indisunique
  and i.indpred is not null
