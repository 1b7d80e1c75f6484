-- requires: 10_identity/create_organization.sql

create or replace function crm_private.bootstrap_admin(email text, slug text, name text default null)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  person constant uuid := crm_private.ensure_user(email);
  org uuid := (select o.id from crm.organizations o where o.slug = bootstrap_admin.slug);
begin
  if org is null then
    org := (crm.create_organization(coalesce(bootstrap_admin.name, bootstrap_admin.slug), bootstrap_admin.slug)).id;
  end if;
  perform crm_private.add_member(org, person, 'admin',
    is_default => not exists (select from crm.memberships m where m.user_id = person and m.is_default and m.org_id <> org));
  perform crm_private.record_security_event(org, 'admin.bootstrapped', pg_catalog.jsonb_build_object('kind', 'membership', 'user_id', person));
  return pg_catalog.jsonb_build_object('org_id', org, 'user_id', person);
end;
$$;
comment on function crm_private.bootstrap_admin(text, text, text) is
  'For operators: makes the organization unless it stands, and the user its administrator; also the way back into an organization whose '
  'administrators are all gone. Example: select crm_private.bootstrap_admin(''ada@example.com'', ''acme'', ''Acme'').';
revoke all on function crm_private.bootstrap_admin(text, text, text) from public, anon, authenticated, service_role;
