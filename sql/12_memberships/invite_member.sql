-- requires: 12_memberships/member_checks.sql

create or replace function crm_private.invitation_address(email text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  address constant text := crm_ext.normalize_email(email);
begin
  if address is null then
    raise exception using
      errcode = '22023',
      message = 'an invitation needs an e-mail address',
      detail = pg_catalog.format('Given was %L.', email),
      hint = 'Give the address that the person signs in with.';
  end if;
  return address;
end;
$$;
comment on function crm_private.invitation_address(text) is
  'An address as invitations keep it; 22023 for what is none. Example: select crm_private.invitation_address(''Ada@Example.com'').';

create or replace function crm_private.refuse_member_address(org uuid, address text)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  standing constant text := (
    select m.status from crm.memberships m join crm.users u on u.id = m.user_id where m.org_id = org and u.email = address);
begin
  if standing is not null then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('%s is a member already', address),
      detail = pg_catalog.format('The membership is %s.', standing),
      hint = 'Change the membership with crm.change_member_role, or crm.reactivate_member.';
  end if;
end;
$$;
comment on function crm_private.refuse_member_address(uuid, text) is
  'Refuses (PT409) the address of somebody who is in the organization. Example: perform crm_private.refuse_member_address(org, ''ada@example.com'').';

create or replace function crm.invite_member(
  email text,
  role_key text,
  team_id uuid default null,
  valid_days integer default 7,
  out invitation_id uuid,
  out address text,
  out token text,
  out expires_at timestamptz
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  role crm.roles;
begin
  perform crm_private.require_right('create', 'membership', org);
  role := crm_private.find_role(org, role_key);
  perform crm_private.require_team(org, invite_member.team_id);
  perform crm_private.require_no_escalation(org, role.id, invite_member.team_id);
  if valid_days is null or valid_days not between 1 and 30 then
    raise exception using
      errcode = '22023', message = 'an invitation is valid for 1 to 30 days', hint = 'Leave valid_days out for a week.';
  end if;
  address := crm_private.invitation_address(email);
  perform crm_private.refuse_member_address(org, address);
  token := 'inv_' || pg_catalog.encode(
    pg_catalog.uuid_send(pg_catalog.gen_random_uuid()) || pg_catalog.uuid_send(pg_catalog.gen_random_uuid()), 'hex');
  insert into crm.invitations as i (org_id, email, role_id, team_id, token_hash, expires_at, invited_by)
  values (org, address, role.id, invite_member.team_id, pg_catalog.sha256(token::bytea), pg_catalog.now() + pg_catalog.make_interval(days => valid_days),
    -- a visiting system administrator is no member whose rights could be asked later
    (select m.user_id from crm.memberships m where m.org_id = org and m.user_id = crm_ext.current_user_id()))
  on conflict on constraint invitations_email_key do update
    set role_id = excluded.role_id, team_id = excluded.team_id, token_hash = excluded.token_hash, expires_at = excluded.expires_at,
      invited_by = excluded.invited_by, status = 'open', accepted_by = null, accepted_at = null
  returning i.id, i.expires_at into invitation_id, expires_at;
end;
$$;
comment on function crm.invite_member(text, text, uuid, integer) is
  'Invites an address with a role and a team, none with more rights than the caller''s; a second invitation replaces the first and its token. '
  'The token is shown here once: send it to the person. Example: select token from crm.invite_member(''ada@example.com'', ''rep'').';

create or replace function crm.revoke_invitation(invitation_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  revoked uuid;
begin
  perform crm_private.require_right('create', 'membership', org);
  update crm.invitations i set status = 'revoked'
  where i.org_id = org and i.id = invitation_id and i.status = 'open'
  returning i.id into revoked;
  if revoked is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('open invitation %s does not exist', coalesce(invitation_id::text, 'null')),
      hint = 'Read crm.invitations for those that are open.';
  end if;
end;
$$;
comment on function crm.revoke_invitation(uuid) is
  'Makes the token of an open invitation worthless. Example: select crm.revoke_invitation(''0198c0de-0000-7000-8000-000000000000'').';
