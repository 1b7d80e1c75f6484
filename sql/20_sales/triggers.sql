-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/assign_team.sql
-- requires: 00_foundation/recycle_table.sql

select crm_private.touch_table(t.target, t.kind)
from (values
  ('crm.accounts'::regclass, 'account'), ('crm.contacts', 'contact'), ('crm.contact_points', 'contact_point'),
  ('crm.account_contacts', 'account_contact'), ('crm.products', 'product'), ('crm.price_books', 'price_book'),
  ('crm.price_book_entries', 'price_book_entry'), ('crm.exchange_rates', 'exchange_rate'), ('crm.tags', 'tag'),
  ('crm.notes', 'note'), ('crm.attachments', 'attachment')
) as t (target, kind);

select crm_private.assign_team_on(t.target)
from (values ('crm.accounts'::regclass), ('crm.contacts'), ('crm.notes'), ('crm.attachments')) as t (target);

select crm_private.recycle_table('crm.accounts', 'account', null, array[
  'accounts.parent_id', 'contacts.account_id', 'deals.account_id', 'leads.converted_account_id', 'lead_conversions.account_id'
]);
select crm_private.recycle_table('crm.contacts', 'contact', null, array[
  'deals.contact_id', 'leads.converted_contact_id', 'lead_conversions.contact_id'
]);
select crm_private.recycle_table('crm.products', 'product', null, array['deals.product_id']);
select crm_private.recycle_table(t.target, t.kind, t.access_kind)
from (values
  ('crm.contact_points'::regclass, 'contact_point', 'contact'), ('crm.account_contacts', 'account_contact', 'account'),
  ('crm.price_books', 'price_book', null), ('crm.price_book_entries', 'price_book_entry', 'price_book'),
  ('crm.exchange_rates', 'exchange_rate', 'currency'), ('crm.tags', 'tag', null), ('crm.notes', 'note', null),
  ('crm.attachments', 'attachment', null), ('crm.record_tags', 'record_tag', 'record'),
  ('crm.external_refs', 'external_ref', 'import')
) as t (target, kind, access_kind);

create or replace trigger accounts_before_write_normalize
  before insert or update of domain, website on crm.accounts
  for each row when (new.domain is not null or new.website is not null)
  execute function crm_private.normalize_account();

create or replace trigger accounts_before_write_refuse_cycle
  before insert or update of parent_id on crm.accounts
  for each row when (new.parent_id is not null)
  execute function crm_private.refuse_cycle('account');

create or replace trigger teams_before_write_refuse_cycle
  before insert or update of parent_id on crm.teams
  for each row when (new.parent_id is not null)
  execute function crm_private.refuse_cycle('team');

create or replace trigger contact_points_before_write_prepare
  before insert or update of kind, value, is_primary on crm.contact_points
  for each row execute function crm_private.prepare_contact_point();

create or replace trigger contact_points_after_insert_follow
  after insert on crm.contact_points referencing new table as changed_points
  for each statement when (coalesce(current_setting('crm.rows_are_complete', true), '') <> 'on')
  execute function crm_private.follow_contact_points();

create or replace trigger contact_points_after_update_follow
  after update on crm.contact_points referencing new table as changed_points
  for each statement when (coalesce(current_setting('crm.demotes_contact_point', true), '') <> 'on')
  execute function crm_private.follow_contact_points();

create or replace trigger contact_points_after_delete_follow
  after delete on crm.contact_points referencing old table as changed_points
  for each statement execute function crm_private.follow_contact_points();

create or replace trigger contacts_after_insert_make_points
  after insert on crm.contacts referencing new table as new_contacts
  for each statement when (coalesce(current_setting('crm.rows_are_complete', true), '') <> 'on')
  execute function crm_private.make_contact_points();

create or replace trigger contacts_after_update_follow
  after update of email, phone on crm.contacts
  for each row when (old.email is distinct from new.email or old.phone is distinct from new.phone)
  execute function crm_private.follow_contact();
