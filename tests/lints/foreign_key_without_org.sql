-- A reference between tables of tenants holds the organization on both sides, in the same place: it cannot cross.
select c.conrelid::regclass || '.' || c.conname as object, 'foreign key that does not carry org_id' as problem
from pg_constraint c
where c.contype = 'f'
  and c.connamespace = 'crm'::regnamespace
  and exists (select from pg_attribute a where a.attrelid = c.confrelid and a.attname = 'org_id' and not a.attisdropped)
  and not exists (
    select from unnest(c.conkey, c.confkey) as pair (own, theirs)
    join pg_attribute o on o.attrelid = c.conrelid and o.attnum = pair.own
      and o.attname = case when c.conrelid = 'crm.organizations'::regclass then 'id' else 'org_id' end
    join pg_attribute t on t.attrelid = c.confrelid and t.attnum = pair.theirs and t.attname = 'org_id'
  )
