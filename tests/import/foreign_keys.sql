-- Each foreign key of the organizations' tables, with a query that counts the rows of organization $1 that lead nowhere.
select c.conrelid::regclass::text as child,
       c.conname::text as name,
       format(
         'select count(*)::int as n from %s c where c.org_id = $1 and num_nulls(%s) = 0 and not exists (select 1 from %s p where %s)',
         c.conrelid::regclass,
         string_agg(format('c.%I', child.attname), ', '),
         c.confrelid::regclass,
         string_agg(format('p.%I = c.%I', parent.attname, child.attname), ' and ')) as orphans
from pg_constraint c
cross join unnest(c.conkey, c.confkey) k (child_number, parent_number)
join pg_attribute child on child.attrelid = c.conrelid and child.attnum = k.child_number
join pg_attribute parent on parent.attrelid = c.confrelid and parent.attnum = k.parent_number
where c.contype = 'f'
  and c.conparentid = 0
  and c.connamespace = 'crm'::regnamespace
  and exists (select 1 from pg_attribute a where a.attrelid = c.conrelid and a.attname = 'org_id' and not a.attisdropped)
group by c.oid, c.conrelid, c.conname, c.confrelid
