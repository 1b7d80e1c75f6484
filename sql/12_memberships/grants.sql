-- requires: 12_memberships/accept_invitation.sql
-- requires: 12_memberships/change_member.sql
-- requires: 12_memberships/invite_member.sql
-- requires: 12_memberships/remove_member.sql
-- requires: 12_memberships/roles.sql
-- requires: 12_memberships/set_permission.sql
-- requires: 12_memberships/set_manager_reach.sql
-- requires: 00_foundation/grants.sql

-- Who may do it each function decides itself; anonymous callers reach none.
do $$
declare
  action regprocedure;
begin
  for action in
    select p.oid::regprocedure
    from pg_proc p
    where p.pronamespace = 'crm'::regnamespace and p.proname in (
      'invite_member', 'accept_invitation', 'revoke_invitation', 'change_member_role', 'change_member_team', 'suspend_member',
      'reactivate_member', 'remove_member', 'resign_membership', 'transfer_records', 'create_role', 'rename_role', 'delete_role',
      'set_permission', 'set_member_attributes', 'set_manager_reach')
  loop
    execute format('revoke all on function %s from public, anon', action);
    execute format('grant execute on function %s to authenticated, service_role', action);
  end loop;
end
$$;

revoke all on crm.invitations from anon, authenticated, service_role;
grant select (org_id, id, email, role_id, team_id, status, expires_at, invited_by, accepted_by, accepted_at,
  row_version, created_at, created_by, updated_at, updated_by) on crm.invitations to authenticated, service_role;
