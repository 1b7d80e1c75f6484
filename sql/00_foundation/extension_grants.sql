-- requires: extension
-- What the platform's roles may execute of the extension. A new version of the extension applies this file again, so
-- its new functions are reached too; rights that differ from these stand here and nowhere else.

revoke all on all functions in schema crm_ext from public, anon;
grant execute on all functions in schema crm_ext to authenticated, service_role;
-- A trigger that exists needs no such right; making one does, and would let a table of one's own count as deals.
revoke execute on function crm_ext.authorization_changed(), crm_ext.accumulate_deal_statistics(), crm_ext.reset_deal_statistics(),
  crm_ext.field_permissions_changed(), crm_ext.check_field_writes()
  from authenticated, service_role;
-- Explaining another member's access is left to functions that check who asks.
revoke execute on function crm_ext.access_paths(uuid, text, text, uuid, uuid, uuid, uuid, anyelement) from authenticated;
