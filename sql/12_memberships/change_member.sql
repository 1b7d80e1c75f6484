-- requires: 12_memberships/member_checks.sql

create or replace function crm.change_member_role(user_id uuid, role_key text)
returns crm.memberships
language plpgsql
security definer
set search_path = ''
as $$
declare
  member crm.memberships := crm_private.member_to_change(change_member_role.user_id, 'update');
  role constant crm.roles := crm_private.find_role(member.org_id, role_key);
begin
  perform crm_private.require_no_escalation(member.org_id, role.id, member.team_id);
  update crm.memberships m set role_id = role.id
  where m.org_id = member.org_id and m.user_id = member.user_id
  returning m.* into member;
  return member;
end;
$$;
comment on function crm.change_member_role(uuid, text) is
  'Gives another member a role; nobody his own, none with rights that the caller lacks, and the last administrator stays one (PT409). '
  'Example: select crm.change_member_role(''0198c0de-0000-7000-8000-000000000000'', ''manager'').';

create or replace function crm.change_member_team(user_id uuid, team_id uuid, with_records boolean default false)
returns crm.memberships
language plpgsql
security definer
set search_path = ''
as $$
declare
  before constant crm.memberships := crm_private.member_to_change(change_member_team.user_id, 'update');
  after crm.memberships;
begin
  perform crm_private.require_team(before.org_id, change_member_team.team_id);
  perform crm_private.require_no_escalation(before.org_id, before.role_id, change_member_team.team_id);
  update crm.memberships m set team_id = change_member_team.team_id
  where m.org_id = before.org_id and m.user_id = before.user_id
  returning m.* into after;
  if with_records then
    perform crm_private.move_records_of_team(before, after.team_id);
  end if;
  return after;
end;
$$;
comment on function crm.change_member_team(uuid, uuid, boolean) is
  'Puts a member into a team (null: none). His records stay with the old team unless with_records is true. '
  'Example: select crm.change_member_team(''0198c0de-0000-7000-8000-000000000000'', null).';

create or replace function crm.set_member_attributes(user_id uuid, attributes jsonb)
returns crm.memberships
language plpgsql
security definer
set search_path = ''
as $$
declare
  member crm.memberships := crm_private.member_to_change(set_member_attributes.user_id, 'update');
begin
  update crm.memberships m set attributes = coalesce(set_member_attributes.attributes, '{}')
  where m.org_id = member.org_id and m.user_id = member.user_id
  returning m.* into member;
  return member;
end;
$$;
comment on function crm.set_member_attributes(uuid, jsonb) is
  'Sets what conditions may ask of a member, an object; nobody his own. Example: select crm.set_member_attributes(user_id, ''{"region": "emea"}'').';

create or replace function crm_private.set_member_status(user_id uuid, status text)
returns crm.memberships
language plpgsql
set search_path = ''
as $$
declare
  member crm.memberships := crm_private.member_to_change(set_member_status.user_id, 'update');
begin
  update crm.memberships m set status = set_member_status.status
  where m.org_id = member.org_id and m.user_id = member.user_id and m.status <> set_member_status.status
  returning m.* into member;
  return coalesce(member, crm_private.find_member(crm_private.active_organization(), set_member_status.user_id));
end;
$$;
comment on function crm_private.set_member_status(uuid, text) is
  'Suspends or reactivates a member; a member who is so already stays. Example: select crm_private.set_member_status(user_id, ''suspended'').';

create or replace function crm.suspend_member(user_id uuid)
returns crm.memberships
language sql
security definer
set search_path = ''
as $$
  select crm_private.set_member_status(user_id, 'suspended')
$$;
comment on function crm.suspend_member(uuid) is
  'Takes every right from a member, from his next request on; his records stay his. '
  'Example: select crm.suspend_member(''0198c0de-0000-7000-8000-000000000000'').';

create or replace function crm.reactivate_member(user_id uuid)
returns crm.memberships
language sql
security definer
set search_path = ''
as $$
  select crm_private.set_member_status(user_id, 'active')
$$;
comment on function crm.reactivate_member(uuid) is
  'Gives a suspended member his rights back. Example: select crm.reactivate_member(''0198c0de-0000-7000-8000-000000000000'').';
