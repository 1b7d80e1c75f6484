-- requires: 12_memberships/escalation.sql
-- What every change of a membership asks first.

create or replace function crm_private.require_right(action text, resource text, org uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not crm_private.caller_may(action, resource, org, null, null) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not %s a %s', action, pg_catalog.replace(resource, '_', ' ')),
      detail = 'Your role lacks the right for the whole organization.',
      hint = 'Ask an administrator to do it.';
  end if;
end;
$$;
comment on function crm_private.require_right(text, text, uuid) is
  'Refuses (42501) a caller without the right for the whole organization. '
  'Example: perform crm_private.require_right(''create'', ''role'', org).';

create or replace function crm_private.lock_memberships(org uuid)
returns void
language sql
set search_path = ''
as $$
  select from crm.organizations o where o.id = org for no key update
$$;
comment on function crm_private.lock_memberships(uuid) is
  'Lets one transaction at a time change who belongs to an organization. Example: perform crm_private.lock_memberships(org).';

create or replace function crm_private.find_role(org uuid, role_key text)
returns crm.roles
language plpgsql
stable
set search_path = ''
as $$
declare
  role crm.roles;
begin
  select r.* into role from crm.roles r where r.org_id = org and r.key = role_key;
  if role.id is null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('role %L does not exist', role_key),
      hint = pg_catalog.format('Use one of: %s.',
        (select pg_catalog.string_agg(r.key, ', ' order by r.key) from crm.roles r where r.org_id = org));
  end if;
  return role;
end;
$$;
comment on function crm_private.find_role(uuid, text) is
  'A role by its key; 22023 with those that there are. Example: select (crm_private.find_role(org, ''rep'')).id.';

create or replace function crm_private.require_team(org uuid, team_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if team_id is not null and not exists (select from crm.teams t where t.org_id = org and t.id = team_id) then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('team %s does not exist', team_id),
      hint = 'Read crm.teams for the identifiers you may use.';
  end if;
end;
$$;
comment on function crm_private.require_team(uuid, uuid) is
  'Refuses (PT404) a team that the organization has not; null passes. Example: perform crm_private.require_team(org, team_id).';

create or replace function crm_private.find_member(org uuid, user_id uuid)
returns crm.memberships
language plpgsql
set search_path = ''
as $$
declare
  member crm.memberships;
begin
  select m.* into member from crm.memberships m where m.org_id = org and m.user_id = find_member.user_id for update;
  if member.user_id is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('member %s does not exist', coalesce(find_member.user_id::text, 'null')),
      detail = 'The organization has no such member.',
      hint = 'Read crm.memberships for the users you may name.';
  end if;
  return member;
end;
$$;
comment on function crm_private.find_member(uuid, uuid) is
  'A membership, locked; PT404, the same for members of other organizations. Example: select (crm_private.find_member(org, user_id)).status.';

create or replace function crm_private.member_to_change(user_id uuid, action text)
returns crm.memberships
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  member crm.memberships;
begin
  perform crm_private.lock_memberships(org);
  perform crm_private.require_right(action, 'membership', org);
  member := crm_private.find_member(org, member_to_change.user_id);
  if member.user_id = crm_ext.current_user_id() then
    raise exception using
      errcode = '42501',
      message = 'you may not change your own membership',
      detail = 'Role, team and status of a member are for another administrator to change.',
      hint = 'Ask another administrator; crm.resign_membership ends your own.';
  end if;
  perform crm_private.require_no_escalation(org, member.role_id, member.team_id);
  return member;
end;
$$;
comment on function crm_private.member_to_change(uuid, text) is
  'The member of the active organization that the caller may change, locked: never himself, nor one with rights he lacks. '
  'Example: member := crm_private.member_to_change(user_id, ''update'').';
