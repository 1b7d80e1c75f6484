-- requires: 25_field_rights/require_fields.sql
-- requires: 30_leads/capture_checks.sql
-- requires: 30_leads/convert_account.sql
-- requires: 30_leads/convert_contact.sql
-- requires: 30_leads/convert_deal.sql
-- requires: 30_leads/convert_links.sql

create or replace function crm_private.find_conversion(lead crm.leads, idempotency_key text)
returns crm.lead_conversions
language plpgsql
set search_path = ''
as $$
declare
  conversion crm.lead_conversions;
begin
  select c.* into conversion
  from crm.lead_conversions c
  where c.org_id = lead.org_id and (c.lead_id = lead.id or c.idempotency_key = find_conversion.idempotency_key)
  order by c.lead_id = lead.id desc
  limit 1;
  if conversion.id is null and lead.status <> 'converted' then
    return null;
  end if;
  if conversion.lead_id = lead.id and conversion.idempotency_key = idempotency_key then
    return conversion;
  end if;
  if conversion.lead_id <> lead.id then
    raise exception using
      errcode = 'PT409',
      message = 'this idempotency_key was used to convert another lead',
      hint = 'Use a new key for each lead.';
  end if;
  raise exception using
    errcode = 'PT409',
    message = pg_catalog.format('lead %s is already converted', lead.id),
    detail = pg_catalog.format('It was converted at %s.', lead.converted_at),
    hint = 'Read its converted_account_id, converted_contact_id and converted_deal_id.';
end;
$$;

comment on function crm_private.find_conversion(crm.leads, text) is
  'The conversion that a repeated call gets again; null for a lead still to convert; PT409 for a converted lead with another key and '
  'for a key used with another lead. Example: conversion := crm_private.find_conversion(lead, idempotency_key);';

create or replace function crm_private.record_conversion(conversion crm.lead_conversions)
returns crm.lead_conversions
language plpgsql
set search_path = ''
as $$
begin
  update crm.leads l
  set status = 'converted',
      converted_at = pg_catalog.now(),
      converted_account_id = conversion.account_id,
      converted_contact_id = conversion.contact_id,
      converted_deal_id = conversion.deal_id
  where l.org_id = conversion.org_id and l.id = conversion.lead_id;
  insert into crm.lead_conversions as c (
    org_id, lead_id, account_id, contact_id, deal_id, idempotency_key, created_account, created_contact, converted_by
  )
  values (
    conversion.org_id, conversion.lead_id, conversion.account_id, conversion.contact_id, conversion.deal_id,
    conversion.idempotency_key, conversion.created_account, conversion.created_contact, crm_ext.current_user_id()
  )
  returning c.* into conversion;
  return conversion;
end;
$$;

comment on function crm_private.record_conversion(crm.lead_conversions) is
  'Marks the lead converted, with what it became, and writes the row of its history. '
  'Example: conversion := crm_private.record_conversion(conversion);';

create or replace function crm.convert_lead(
  lead_id uuid,
  idempotency_key text default null,
  account_id uuid default null,
  contact_id uuid default null,
  create_deal boolean default true,
  deal_name text default null,
  amount numeric default null,
  currency text default null,
  pipeline_id uuid default null,
  stage_id uuid default null,
  expected_close_on date default null,
  match_account boolean default false
)
returns crm.lead_conversions
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  lead crm.leads;
  deal crm.deals;
  conversion crm.lead_conversions;
begin
  select l.* into lead from crm.leads l where l.org_id = org and l.id = convert_lead.lead_id for update;
  perform crm_private.require_record('lead', convert_lead.lead_id, lead, 'update');
  perform crm_private.require_fields('deal', pg_catalog.jsonb_build_object(
    'name', deal_name, 'amount', amount, 'currency', currency, 'stage_id', stage_id, 'expected_close_on', expected_close_on));
  idempotency_key := nullif(idempotency_key, '');
  perform crm_private.require_text_within('idempotency_key', idempotency_key, 200);
  conversion := crm_private.find_conversion(lead, idempotency_key);
  if conversion.id is not null then
    return conversion;
  end if;

  conversion.org_id := org;
  conversion.lead_id := lead.id;
  conversion.idempotency_key := convert_lead.idempotency_key;
  conversion.created_account := false;
  if account_id is null and contact_id is not null then
    conversion.account_id := (crm_private.find_given_contact(org, contact_id)).account_id;
  end if;
  if conversion.account_id is null then
    select t.account_id, t.is_created into conversion.account_id, conversion.created_account
    from crm_private.convert_to_account(lead, match_account, convert_lead.account_id) t;
  end if;
  select t.contact_id, t.is_created into conversion.contact_id, conversion.created_contact
  from crm_private.convert_to_contact(lead, conversion.account_id, convert_lead.contact_id) t;

  if create_deal then
    deal.name := deal_name;
    deal.amount := amount;
    deal.currency := crm_private.require_currency(currency);
    deal.account_id := conversion.account_id;
    deal.contact_id := conversion.contact_id;
    deal.pipeline_id := pipeline_id;
    deal.stage_id := stage_id;
    deal.expected_close_on := expected_close_on;
    conversion.deal_id := crm_private.convert_to_deal(lead, deal);
  end if;
  perform crm_private.carry_links_over(lead, conversion.account_id, conversion.contact_id, conversion.deal_id);
  return crm_private.record_conversion(conversion);
end;
$$;

comment on function crm.convert_lead(uuid, text, uuid, uuid, boolean, text, numeric, text, uuid, uuid, date, boolean) is
  'Turns a lead into a contact, an account (if it names a company) and a deal, all or nothing, and returns the row of its history. '
  'account_id and contact_id attach to existing records, match_account looks for the account by company name or domain first; '
  'amount is in whole units of currency. Defaults: owner of the lead, first open stage of the default pipeline, base currency, end of '
  'the fiscal quarter. The lead is read-only afterwards. The same idempotency_key gives the first result again; another is PT409. '
  'Example: select crm.convert_lead(''0198c0de-0000-7000-8000-000000000000'', idempotency_key => ''click-1'', amount => 1200);';

revoke all on function crm.convert_lead(uuid, text, uuid, uuid, boolean, text, numeric, text, uuid, uuid, date, boolean) from public;
grant execute on function crm.convert_lead(uuid, text, uuid, uuid, boolean, text, numeric, text, uuid, uuid, date, boolean)
  to authenticated, service_role;
