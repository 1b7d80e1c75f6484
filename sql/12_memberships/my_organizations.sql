-- requires: 05_security_audit/record_event.sql

create or replace function crm_private.require_signed_in()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  person constant uuid := crm_private.signed_in_user();
begin
  if person is null then
    raise exception using
      errcode = '42501', message = 'this is for signed-in users', hint = 'Call it with the token of a user.';
  end if;
  return person;
end;
$$;
comment on function crm_private.require_signed_in() is
  'The user of the request, who need not be a member of anything; refuses (42501) others. Example: select crm_private.require_signed_in().';

create or replace function crm.my_organizations()
returns table (org_id uuid, slug text, name text, role_key text, status text, is_default boolean, is_active boolean)
language sql
stable
security definer
set search_path = ''
as $$
  select o.id, o.slug, o.name, r.key, m.status, m.is_default, o.id is not distinct from crm_ext.current_org()
  from crm.memberships m
  join crm.organizations o on o.id = m.org_id
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  where m.user_id = crm_private.require_signed_in()
  order by o.name, o.id
$$;
comment on function crm.my_organizations() is
  'The organizations that the caller belongs to, whichever the request works in (is_active); name one in the header X-Org-Id. '
  'Example: select slug, role_key from crm.my_organizations().';

create or replace function crm.set_default_organization(slug text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  person constant uuid := crm_private.require_signed_in();
  chosen constant uuid := (
    select m.org_id from crm.memberships m join crm.organizations o on o.id = m.org_id
    where m.user_id = person and m.status = 'active' and o.slug = set_default_organization.slug);
begin
  if chosen is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('you are no active member of %L', set_default_organization.slug),
      hint = 'Read crm.my_organizations() for yours.';
  end if;
  update crm.memberships m set is_default = (m.org_id = chosen)
  where m.user_id = person and m.is_default <> (m.org_id = chosen);
end;
$$;
comment on function crm.set_default_organization(text) is
  'Chooses the organization of requests that name none. Example: select crm.set_default_organization(''acme'').';

revoke all on function crm.my_organizations(), crm.set_default_organization(text) from public, anon;
grant execute on function crm.my_organizations(), crm.set_default_organization(text) to authenticated;
