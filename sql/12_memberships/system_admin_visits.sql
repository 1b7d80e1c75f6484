-- requires: 12_memberships/my_organizations.sql

create or replace function crm_private.require_system_admin()
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  person constant uuid := crm_private.require_signed_in();
begin
  if not exists (select from crm_private.system_admins a where a.user_id = person) then
    raise exception using
      errcode = '42501',
      message = 'only system administrators enter organizations',
      hint = 'Ask an administrator of the organization for an invitation.';
  end if;
  return person;
end;
$$;
comment on function crm_private.require_system_admin() is
  'The caller, if an operator of the installation; refuses (42501) others. Example: select crm_private.require_system_admin().';

create or replace function crm.enter_organization(
  slug text,
  reason text,
  minutes integer default 60,
  out org_id uuid,
  out expires_at timestamptz
)
language plpgsql
security definer
set search_path = ''
as $$
declare
  person constant uuid := crm_private.require_system_admin();
begin
  if minutes is null or minutes not between 1 and 480 or coalesce(pg_catalog.btrim(reason), '') = '' then
    raise exception using
      errcode = '22023',
      message = 'a visit needs a reason and lasts 1 to 480 minutes',
      detail = pg_catalog.format('Asked was for %s minutes.', coalesce(minutes::text, 'null')),
      hint = 'Say why you enter; the organization reads it.';
  end if;
  org_id := (select o.id from crm.organizations o where o.slug = enter_organization.slug);
  if org_id is null then
    raise exception using
      errcode = 'PT404', message = pg_catalog.format('organization %L does not exist', enter_organization.slug), hint = 'Check the slug.';
  end if;
  update crm_private.system_admin_visits v set left_at = pg_catalog.now()
  where v.user_id = person and v.org_id = enter_organization.org_id and v.left_at is null and v.expires_at > pg_catalog.now();
  insert into crm_private.system_admin_visits as v (user_id, org_id, reason, expires_at)
  values (person, enter_organization.org_id, pg_catalog.btrim(reason), pg_catalog.now() + pg_catalog.make_interval(mins => minutes))
  returning v.expires_at into enter_organization.expires_at;
end;
$$;
comment on function crm.enter_organization(text, text, integer) is
  'Gives a system administrator all rights in an organization for some minutes, named with X-Org-Id; the organization''s audit has reason and '
  'end. Example: select expires_at from crm.enter_organization(''acme'', ''Ticket 4711: import hangs'').';

create or replace function crm.leave_organization()
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  person constant uuid := crm_private.require_system_admin();
  ended integer;
begin
  update crm_private.system_admin_visits v set left_at = pg_catalog.now()
  where v.user_id = person and v.left_at is null and v.expires_at > pg_catalog.now();
  get diagnostics ended = row_count;
  return ended;
end;
$$;
comment on function crm.leave_organization() is
  'Ends the open visits of a system administrator before their time; returns how many. Example: select crm.leave_organization().';

create or replace function crm_private.set_system_admin(email text, is_system_admin boolean)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  person constant uuid := (select u.id from crm.users u where u.email = pg_catalog.lower(pg_catalog.btrim(set_system_admin.email)));
begin
  if person is null then
    raise exception using
      errcode = '22023', message = pg_catalog.format('there is no user %L', email), hint = 'The person signs up first.';
  end if;
  if is_system_admin then
    insert into crm_private.system_admins (user_id) values (person) on conflict do nothing;
  else
    delete from crm_private.system_admins a where a.user_id = person;
    update crm_private.system_admin_visits v set left_at = pg_catalog.now()
    where v.user_id = person and v.left_at is null and v.expires_at > pg_catalog.now();
  end if;
  return person;
end;
$$;
comment on function crm_private.set_system_admin(text, boolean) is
  'For operators: makes a user a system administrator, or ends that and all his visits. '
  'Example: select crm_private.set_system_admin(''ops@example.com'', true).';
revoke all on function crm_private.set_system_admin(text, boolean) from public, anon, authenticated, service_role;

revoke all on function crm.enter_organization(text, text, integer), crm.leave_organization() from public, anon;
grant execute on function crm.enter_organization(text, text, integer), crm.leave_organization() to authenticated;
