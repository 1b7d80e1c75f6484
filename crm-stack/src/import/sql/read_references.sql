-- Foreign keys of records (not of parts that go with them) to one table.
select c.conrelid::regclass::text as child,
       (select a.attname::text
        from pg_catalog.pg_attribute a
        where a.attrelid = c.conrelid and a.attnum = c.conkey[array_upper(c.conkey, 1)]) as column_name,
       c.conrelid = c.confrelid as is_same_table
from pg_catalog.pg_constraint c
where c.confrelid = $1::text::regclass
  and c.contype = 'f'
  and c.conparentid = 0
  and c.conrelid::regclass::text = any (array[
    'crm.accounts', 'crm.contacts', 'crm.leads', 'crm.deals', 'crm.activities', 'crm.activity_links', 'crm.notes',
    'crm.attachments', 'crm.deal_line_items', 'crm.products', 'crm.stages', 'crm.teams', 'crm.memberships',
    'crm.organizations', 'crm.lead_sources'])
  and (select count(*) from unnest(c.conkey)) >= 2
