-- Foreign keys of records (not of parts that go with them) to one table: the child's columns for organization and record.
select c.conrelid::regclass::text as child,
       max(a.attname::text) filter (where t.attname = 'org_id') as org_column,
       max(a.attname::text) filter (where t.attname <> 'org_id') as column_name,
       c.conrelid = c.confrelid as is_same_table
from pg_catalog.pg_constraint c
cross join unnest(c.conkey, c.confkey) k (child_number, target_number)
join pg_catalog.pg_attribute a on a.attrelid = c.conrelid and a.attnum = k.child_number
join pg_catalog.pg_attribute t on t.attrelid = c.confrelid and t.attnum = k.target_number
where c.confrelid = $1::text::regclass
  and c.contype = 'f'
  and c.conparentid = 0
  and c.conrelid::regclass::text = any (array[
    'crm.accounts', 'crm.contacts', 'crm.leads', 'crm.deals', 'crm.activities', 'crm.activity_links', 'crm.notes',
    'crm.attachments', 'crm.deal_line_items', 'crm.products', 'crm.stages', 'crm.teams', 'crm.memberships',
    'crm.organizations', 'crm.lead_sources'])
group by c.oid, c.conrelid, c.confrelid
having count(*) filter (where t.attname = 'org_id') = 1
