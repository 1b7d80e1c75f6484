-- requires: 10_identity/builtin_permissions.sql
-- requires: 10_identity/sales_process.sql
-- requires: 10_identity/add_member.sql
-- requires: 05_security_audit/record_event.sql

create or replace function crm_private.founder()
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  most constant integer := 5;
  person constant uuid := crm_private.signed_in_user();
  made integer;
begin
  if person is null and crm_private.bypasses_row_security() then
    return null;
  end if;
  -- one organization at a time, so that the count holds
  perform from crm.users u join auth.users a on a.id = u.id
  where u.id = person and a.email_confirmed_at is not null and not a.is_anonymous
  for no key update of u;
  if not found then
    raise exception using
      errcode = '42501',
      message = 'only users with a confirmed e-mail address make organizations',
      hint = 'Confirm your address first.';
  end if;
  select pg_catalog.count(*) into made from crm.organizations o where o.created_by = person;
  if made >= most then
    raise exception using
      errcode = 'PT429',
      message = pg_catalog.format('you have made %s organizations already', made),
      detail = pg_catalog.format('One user may make %s.', most),
      hint = 'Ask the operator to make another.';
  end if;
  return person;
end;
$$;
comment on function crm_private.founder() is
  'The signed-in user who may make another organization; null for operators and the service role. Refuses unconfirmed users (42501) and more '
  'than five organizations of one user (PT429). Example: select crm_private.founder().';

create or replace function crm.create_organization(
  name text,
  slug text,
  base_currency text default 'USD',
  language text default 'english',
  country text default null,
  timezone text default 'UTC'
)
returns crm.organizations
language plpgsql
security definer
set search_path = ''
as $$
declare
  founder constant uuid := crm_private.founder();
  made crm.organizations;
begin
  insert into crm.organizations (name, slug, base_currency, language, country, timezone, created_by, updated_by)
  values (pg_catalog.btrim(create_organization.name), create_organization.slug, pg_catalog.upper(create_organization.base_currency),
    create_organization.language, pg_catalog.upper(create_organization.country), create_organization.timezone, founder, founder)
  returning * into made;
  perform crm_private.create_builtin_roles(made.id);
  perform crm_private.create_default_pipeline(made.id);
  perform crm_private.create_sales_vocabulary(made.id);
  insert into crm.price_books (org_id, name, currency, is_default) values (made.id, 'Standard', made.base_currency, true);
  insert into crm.scoring_models (org_id, object, name, version, definition, is_active)
  values (made.id, 'lead', 'Default', 1, crm_ext.default_lead_model(), true);
  if founder is not null then
    perform crm_private.add_member(made.id, founder, 'admin',
      is_default => not exists (select from crm.memberships m where m.user_id = founder and m.is_default));
    select o.* into made from crm.organizations o where o.id = made.id;
  end if;
  return made;
end;
$$;
comment on function crm.create_organization(text, text, text, text, text, text) is
  'Makes an organization with its builtin roles, the pipeline Sales, lost reasons, lead sources, a price book and the default scoring '
  'model. A signed-in user becomes its administrator and may make five; operators and the service role make it without members. '
  'Example: select (crm.create_organization(''Acme'', ''acme'', ''EUR'')).id.';

revoke all on function crm.create_organization(text, text, text, text, text, text) from public, anon;
grant execute on function crm.create_organization(text, text, text, text, text, text) to authenticated, service_role;
