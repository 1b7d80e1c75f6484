-- requires: 22_sharing/share_record.sql
-- requires: 22_sharing/record_teams.sql
-- requires: 22_sharing/sharing_rules.sql
-- requires: 00_foundation/grants.sql

do $$
declare
  action regprocedure;
begin
  for action in
    select p.oid::regprocedure
    from pg_proc p
    where p.pronamespace = 'crm'::regnamespace and p.proname in (
      'share_record', 'unshare_record', 'add_team_member', 'remove_team_member', 'create_sharing_rule', 'alter_sharing_rule',
      'delete_sharing_rule')
  loop
    execute format('revoke all on function %s from public, anon', action);
    execute format('grant execute on function %s to authenticated, service_role', action);
  end loop;
end
$$;

revoke all on crm.record_shares, crm.account_team_members, crm.deal_team_members, crm.sharing_rules from anon, authenticated;
grant select on crm.record_shares, crm.account_team_members, crm.deal_team_members, crm.sharing_rules to authenticated;
