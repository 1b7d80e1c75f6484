-- requires: 00_foundation/protect_table.sql
-- requires: 00_foundation/protect_dependents.sql

select crm_private.protect_owned_table('crm.accounts', 'account');
select crm_private.protect_owned_table('crm.contacts', 'contact');
select crm_private.protect_child_table('crm.contact_points', 'crm.contacts', 'contact_id', 'contact');

select crm_private.protect_config_table('crm.products', 'product');
select crm_private.protect_config_table('crm.price_books', 'price_book');
select crm_private.protect_config_table('crm.price_book_entries', 'price_book');
select crm_private.protect_config_table('crm.exchange_rates', 'currency');
select crm_private.protect_config_table('crm.tags', 'tag');

-- A note or file is its owner's; it can be put only on a record that the writer sees.
select crm_private.protect_owned_table('crm.notes', 'note', crm_private.linked_record_rule('crm.notes', 'read'));
select crm_private.protect_owned_table(
  'crm.attachments', 'attachment', crm_private.linked_record_rule('crm.attachments', 'read'));

-- Tags go with the record: who reads it reads them, who may change it may change them.
select crm_private.protect_table('crm.record_tags', rule.reading, rule.writing, rule.writing, rule.writing)
from (
  select
    'org_id = (select crm_ext.current_org()) and ' || crm_private.linked_record_rule('crm.record_tags', 'read') as reading,
    'org_id = (select crm_ext.current_org()) and ' || crm_private.linked_record_rule('crm.record_tags', 'update') as writing
) as rule;

-- A contact's part in an account belongs to both: whoever may change the account and sees the contact writes it.
select crm_private.protect_table('crm.account_contacts', rule.reading, rule.writing, rule.writing, rule.writing)
from (
  select
    'org_id = (select crm_ext.current_org()) and '
    || '((select crm_ext.sees_all(''account'')) or ' || parent.account || ') and '
    || '((select crm_ext.sees_all(''contact'')) or ' || parent.contact || ')' as reading,
    'org_id = (select crm_ext.current_org()) and '
    || crm_private.parent_rule('crm.account_contacts', 'crm.accounts', 'account_id', crm_private.update_right('account'))
    || ' and ' || parent.contact as writing
  from (
    select
      crm_private.parent_rule('crm.account_contacts', 'crm.accounts', 'account_id', null) as account,
      crm_private.parent_rule('crm.account_contacts', 'crm.contacts', 'contact_id', null) as contact
  ) as parent
) as rule;

-- The ids of other systems are for those who see the whole organization's records of the kind.
select crm_private.protect_table(
  'crm.external_refs',
  'org_id = (select crm_ext.current_org()) and crm_ext.row_visible(kind, org_id, null::uuid, null::uuid)',
  format(rule.writing, 'update'), format(rule.writing, 'update'), format(rule.writing, 'update')
)
from (
  select 'org_id = (select crm_ext.current_org()) and crm_ext.row_allowed(%L, kind, org_id, null::uuid, null::uuid)' as writing
) as rule;
