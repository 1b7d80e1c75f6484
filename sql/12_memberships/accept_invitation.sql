-- requires: 12_memberships/member_checks.sql

create or replace function crm_private.invitation_for_caller(token text)
returns crm.invitations
language sql
set search_path = ''
as $$
  select i
  from crm.invitations i
  join auth.users u on u.id = crm_private.signed_in_user() and pg_catalog.lower(u.email) = i.email and u.email_confirmed_at is not null
  where i.token_hash = pg_catalog.sha256(token::bytea)
    and i.status = 'open'
    and i.expires_at > pg_catalog.now()
    -- who invited must still be able to
    and (i.invited_by is null or crm_private.right_beyond(i.org_id, i.invited_by, i.role_id, i.team_id) is null
      and exists (
        select from crm.memberships m
        join crm.permissions p on p.org_id = m.org_id and p.role_id = m.role_id
        where m.org_id = i.org_id and m.user_id = i.invited_by and m.status = 'active'
          and p.resource = 'membership' and p.action = 'create' and p.scope = 'org'))
    and not exists (select from crm.memberships m where m.org_id = i.org_id and m.user_id = u.id)
  for update of i
$$;
comment on function crm_private.invitation_for_caller(text) is
  'The open invitation with this token for the confirmed address of the caller, locked; null for any other. '
  'Example: select (crm_private.invitation_for_caller(token)).org_id.';

create or replace function crm.accept_invitation(
  token text,
  out org_id uuid,
  out slug text,
  out role_key text
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  person constant uuid := crm_private.signed_in_user();
  invitation constant crm.invitations := crm_private.invitation_for_caller(token);
begin
  if invitation.id is null then
    raise exception using
      errcode = 'PT404',
      message = 'this invitation cannot be accepted',
      detail = 'It is unknown, used, revoked or expired, or was sent to another address.',
      hint = 'Sign in with the address that was invited, or ask for a new invitation.';
  end if;
  insert into crm.memberships (org_id, user_id, role_id, team_id, is_default)
  values (invitation.org_id, person, invitation.role_id, invitation.team_id,
    not exists (select from crm.memberships m where m.user_id = person and m.is_default));
  update crm.invitations i set status = 'accepted', accepted_by = person, accepted_at = pg_catalog.now()
  where i.org_id = invitation.org_id and i.id = invitation.id;
  select o.id, o.slug, r.key into org_id, slug, role_key
  from crm.organizations o
  join crm.roles r on r.org_id = o.id and r.id = invitation.role_id
  where o.id = invitation.org_id;
end;
$$;
comment on function crm.accept_invitation(text) is
  'Makes the signed-in caller a member, if the invitation is for his confirmed address, open, not expired, and its sender could still give it; '
  'otherwise one and the same PT404. Example: select slug from crm.accept_invitation(''inv_...'').';
