-- Shares and record teams are read as tables and changed by functions; sharing rules are settings.

revoke all on crm.record_shares, crm.account_team_members, crm.deal_team_members, crm.sharing_rules from anon, authenticated;
grant select on crm.record_shares, crm.account_team_members, crm.deal_team_members, crm.sharing_rules to authenticated;
grant
  insert (name, resource, access, condition, source_team_id, user_id, team_id, role_id, is_active),
  update (name, access, condition, source_team_id, user_id, team_id, role_id, is_active, row_version),
  delete
  on crm.sharing_rules to authenticated;
