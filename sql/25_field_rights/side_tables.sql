-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/recycle_table.sql

select crm_private.touch_table(t.target, t.kind)
from (values
  ('crm.deal_financials'::regclass, 'deal_financials'), ('crm.contact_private', 'contact_private'),
  ('crm.membership_compensation', 'membership_compensation')
) as t (target, kind);

select crm_private.recycle_table(t.target, t.resource)
from (values
  ('crm.deal_financials'::regclass, 'deal.financials'), ('crm.contact_private', 'contact.private'),
  ('crm.membership_compensation', 'membership.compensation')
) as t (target, resource);

revoke all on crm.deal_financials, crm.contact_private, crm.membership_compensation from anon, authenticated;
grant select, delete on crm.deal_financials, crm.contact_private, crm.membership_compensation to authenticated;
grant all on crm.deal_financials, crm.contact_private, crm.membership_compensation to service_role;
grant
  insert (deal_id, cost, currency, margin_percent, approved_discount_percent, commission_percent, note, custom),
  update (deal_id, cost, currency, margin_percent, approved_discount_percent, commission_percent, note, custom, row_version)
  on crm.deal_financials to authenticated;
grant
  insert (contact_id, birth_on, private_email, private_phone, home_street, home_postal_code, home_city, home_region,
    home_country, note, custom),
  update (contact_id, birth_on, private_email, private_phone, home_street, home_postal_code, home_city, home_region, home_country, note,
    custom, row_version)
  on crm.contact_private to authenticated;
grant
  insert (user_id, salary, variable_target, commission_percent, currency, valid_from, note, custom),
  update (user_id, salary, variable_target, commission_percent, currency, valid_from, note, custom, row_version)
  on crm.membership_compensation to authenticated;
