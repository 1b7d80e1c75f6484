-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.fiscal_quarter_end(org uuid, on_date date default null)
returns date
language sql
stable
set search_path = ''
as $$
  select (
    pg_catalog.date_trunc('month', day)
    + pg_catalog.make_interval(
        months => 3 - (((extract(month from day)::integer - o.fiscal_year_start_month) % 3 + 3) % 3))
    - interval '1 day'
  )::date
  from crm.organizations o,
    coalesce(on_date, (pg_catalog.now() at time zone o.timezone)::date) as day
  where o.id = org;
$$;

comment on function crm_private.fiscal_quarter_end(uuid, date) is
  'The last day of the fiscal quarter of a date (today in the organization''s time zone by default). '
  'Example: select crm_private.fiscal_quarter_end(o.id, date ''2026-05-20'') from crm.organizations o; -- 2026-06-30 for years from January';

create or replace function crm_private.find_open_stage(org uuid, pipeline_id uuid, stage_id uuid)
returns crm.stages
language plpgsql
stable
set search_path = ''
as $$
declare
  stage crm.stages;
begin
  select s.* into stage
  from crm.stages s
  join crm.pipelines p on p.org_id = s.org_id and p.id = s.pipeline_id
  where s.org_id = org
    and s.type = 'open'
    and (find_open_stage.stage_id is null or s.id = find_open_stage.stage_id)
    and (find_open_stage.pipeline_id is null or s.pipeline_id = find_open_stage.pipeline_id)
  order by p.is_default desc, p.position, p.id, s.position
  limit 1;
  if stage.id is null then
    raise exception using
      errcode = '22023',
      message = 'there is no such open stage to put the deal in',
      detail = pg_catalog.format('pipeline_id is %s, stage_id is %s.',
        coalesce(pipeline_id::text, 'the default'), coalesce(stage_id::text, 'the first')),
      hint = 'Read crm.stages for the open stages of each pipeline.';
  end if;
  return stage;
end;
$$;

comment on function crm_private.find_open_stage(uuid, uuid, uuid) is
  'The given open stage, else the first of the given or default pipeline; 22023 if there is none. '
  'Example: select (crm_private.find_open_stage(o.id, null, null)).name from crm.organizations o;';

create or replace function crm_private.require_currency(code text)
returns text
language plpgsql
stable
set search_path = ''
as $$
begin
  if code is not null and not exists (select from crm.currencies c where c.code = require_currency.code) then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('currency %L is not known', pg_catalog.left(code, 20)),
      hint = 'Use a three-letter code of crm.currencies, such as EUR.';
  end if;
  return code;
end;
$$;

comment on function crm_private.require_currency(text) is
  'The code itself (null stays null), or 22023 if it is not in crm.currencies. Example: select crm_private.require_currency(''EUR'');';

create or replace function crm_private.convert_to_deal(lead crm.leads, deal crm.deals)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  stage crm.stages := crm_private.find_open_stage(lead.org_id, deal.pipeline_id, deal.stage_id);
  made crm.deals;
begin
  insert into crm.deals as d (
    org_id, owner_id, team_id, name, account_id, contact_id, pipeline_id, stage_id, amount, currency, expected_close_on,
    source_id, lead_id
  )
  select
    lead.org_id, lead.owner_id, lead.team_id,
    coalesce(nullif(pg_catalog.btrim(deal.name), ''), lead.company, lead.full_name, lead.email),
    deal.account_id, deal.contact_id, stage.pipeline_id, stage.id, deal.amount,
    coalesce(crm_private.require_currency(deal.currency::text), o.base_currency),
    coalesce(deal.expected_close_on, crm_private.fiscal_quarter_end(lead.org_id)),
    lead.source_id, lead.id
  from crm.organizations o
  where o.id = lead.org_id
  returning d.* into made;
  perform crm_private.require_outcome('create', 'deal', made);
  return made.id;
end;
$$;

comment on function crm_private.convert_to_deal(crm.leads, crm.deals) is
  'Makes the deal of a conversion: owner and source of the lead, the first open stage of the default pipeline, the base currency '
  'and the end of the fiscal quarter where the caller gave nothing. Example: select crm_private.convert_to_deal(lead, wanted);';
