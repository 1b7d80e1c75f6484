-- What the platform's roles may reach at all. Tables and functions are granted domain by domain.

revoke all on schema crm, analytics, crm_private, crm_ext from public;
grant usage on schema crm to anon, authenticated, service_role;
grant usage on schema analytics, crm_ext to authenticated, service_role;
-- Functions that run with their caller's rights share parts that live here; no table here is granted with it.
grant usage on schema crm_private to authenticated, service_role;

revoke all on all functions in schema crm_ext from public, anon;
grant execute on all functions in schema crm_ext to authenticated, service_role;
-- A trigger that exists needs no such right; making one does, and would let a table of one's own count as deals.
revoke execute on function crm_ext.authorization_changed(), crm_ext.accumulate_deal_statistics(), crm_ext.reset_deal_statistics()
  from authenticated, service_role;

revoke all on all tables in schema crm from public, anon;
grant all on all tables in schema crm to service_role;

-- Members read the currencies and the recycle bin; what they see of the latter the policy decides.
grant select on crm.currencies, crm.deleted_records to authenticated;
