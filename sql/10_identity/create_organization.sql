-- requires: 10_identity/builtin_permissions.sql
-- requires: 10_identity/sales_process.sql

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
  made crm.organizations;
begin
  insert into crm.organizations (name, slug, base_currency, language, country, timezone)
  values (pg_catalog.btrim(create_organization.name), create_organization.slug, pg_catalog.upper(create_organization.base_currency),
    create_organization.language, pg_catalog.upper(create_organization.country), create_organization.timezone)
  returning * into made;
  perform crm_private.create_builtin_roles(made.id);
  perform crm_private.create_default_pipeline(made.id);
  perform crm_private.create_sales_vocabulary(made.id);
  insert into crm.price_books (org_id, name, currency, is_default) values (made.id, 'Standard', made.base_currency, true);
  insert into crm.scoring_models (org_id, object, name, version, definition, is_active)
  values (made.id, 'lead', 'Default', 1, crm_ext.default_lead_model(), true);
  return made;
end;
$$;
comment on function crm.create_organization(text, text, text, text, text, text) is
  'Makes an organization with its builtin roles, the pipeline Sales, lost reasons, lead sources, a price book and the default scoring '
  'model. For service_role. Example: select (crm.create_organization(''Acme'', ''acme'', ''EUR'')).id.';

revoke all on function crm.create_organization(text, text, text, text, text, text) from public, anon, authenticated;
grant execute on function crm.create_organization(text, text, text, text, text, text) to service_role;
