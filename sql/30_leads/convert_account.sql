-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.company_domain(lead crm.leads)
returns text
language sql
immutable
set search_path = ''
as $$
  select d.domain
  from (select crm_ext.normalize_domain(coalesce(lead.website, pg_catalog.split_part(lead.normalized_email, '@', 2)))) as d (domain)
  where not crm_ext.is_public_mail_domain(d.domain);
$$;

comment on function crm_private.company_domain(crm.leads) is
  'The domain of the lead''s company, from its website or else its e-mail address; null for a mail provider''s. '
  'Example: select crm_private.company_domain(l) from crm.leads l;';

create or replace function crm_private.find_matching_account(lead crm.leads)
returns uuid
language sql
stable
set search_path = ''
as $$
  select a.id
  from crm.accounts a
  where a.org_id = lead.org_id
    and (
      a.domain = crm_private.company_domain(lead)
      or crm_ext.fold_text(a.name) = crm_ext.fold_text(lead.company)
    )
    and crm_private.caller_may('update', 'account', a)
  order by crm_ext.fold_text(a.name) = crm_ext.fold_text(lead.company) desc nulls last, a.id
  limit 1;
$$;

comment on function crm_private.find_matching_account(crm.leads) is
  'The account that the caller may update and that has the lead''s company name or its web or mail domain, the name first. '
  'Example: select crm_private.find_matching_account(l) from crm.leads l;';

create or replace function crm_private.check_given_account(org uuid, given_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  account crm.accounts;
begin
  select a.* into account from crm.accounts a where a.org_id = org and a.id = given_id for no key update;
  perform crm_private.require_record('account', given_id, account, 'update');
end;
$$;

comment on function crm_private.check_given_account(uuid, uuid) is
  'Locks an account that a conversion attaches to; refuses one the caller cannot see (PT404) or may not update (42501). '
  'Example: perform crm_private.check_given_account(org, account_id);';

create or replace function crm_private.convert_to_account(
  lead crm.leads,
  match_account boolean,
  inout account_id uuid,
  out is_created boolean
)
language plpgsql
set search_path = ''
as $$
declare
  made crm.accounts;
begin
  is_created := false;
  if account_id is not null then
    perform crm_private.check_given_account(lead.org_id, account_id);
    return;
  end if;
  if pg_catalog.btrim(lead.company) = '' or lead.company is null then
    return;
  end if;
  if match_account then
    account_id := crm_private.find_matching_account(lead);
    if account_id is not null then
      return;
    end if;
  end if;
  insert into crm.accounts as a (
    org_id, owner_id, team_id, name, domain, website, industry, employee_count, annual_revenue, currency, country
  )
  select
    lead.org_id, lead.owner_id, lead.team_id, lead.company, crm_ext.normalize_domain(lead.website), lead.website, lead.industry,
    lead.employee_count, lead.annual_revenue, o.base_currency, lead.country
  from crm.organizations o
  where o.id = lead.org_id
  returning a.* into made;
  perform crm_private.require_outcome('create', 'account', made);
  account_id := made.id;
  is_created := true;
end;
$$;

comment on function crm_private.convert_to_account(crm.leads, boolean, uuid) is
  'The account of a conversion: the given one, one that matches when told, else a new one of the lead''s company; null for a lead '
  'without company. Example: select * from crm_private.convert_to_account(lead, false, null);';
