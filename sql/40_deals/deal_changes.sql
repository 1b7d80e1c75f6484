-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.lock_deal_to_update(deal_id uuid, row_version integer)
returns crm.deals
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  deal crm.deals;
begin
  select d.* into deal from crm.deals d where d.org_id = org and d.id = lock_deal_to_update.deal_id for update;
  perform crm_private.require_record('deal', deal_id, deal, 'update');
  if row_version <> deal.row_version then
    raise exception using
      errcode = 'PT409',
      message = 'this deal was changed by someone else',
      detail = pg_catalog.format('You read version %s; it is at version %s.', row_version, deal.row_version),
      hint = 'Read the deal again and repeat the change.';
  end if;
  return deal;
end;
$$;

comment on function crm_private.lock_deal_to_update(uuid, integer) is
  'Locks a deal of the active organization for its caller: PT404 if they cannot see it, 42501 if they may not update it, PT409 if '
  'row_version is given and stale. Example: deal := crm_private.lock_deal_to_update(deal_id, 3);';

create or replace function crm_private.find_pipeline_stage(deal crm.deals, stage_id uuid)
returns crm.stages
language plpgsql
stable
set search_path = ''
as $$
declare
  stage crm.stages;
begin
  select s.* into stage from crm.stages s where s.org_id = deal.org_id and s.id = find_pipeline_stage.stage_id;
  if stage.id is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('stage %s does not exist', stage_id),
      hint = 'Read crm.stages for the stages of each pipeline.';
  end if;
  return stage;
end;
$$;

comment on function crm_private.find_pipeline_stage(crm.deals, uuid) is
  'The stage of the deal''s organization with this identifier, or PT404; it may belong to another pipeline, to which the deal then '
  'moves. Example: stage := crm_private.find_pipeline_stage(deal, stage_id);';

create or replace function crm_private.find_closing_stage(deal crm.deals, stage_type text)
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
  where s.org_id = deal.org_id and s.pipeline_id = deal.pipeline_id and s.type = stage_type
  order by s.position, s.id
  limit 1;
  if stage.id is null then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('the deal''s pipeline has no stage of type %s', stage_type),
      hint = 'Add one to crm.stages.';
  end if;
  return stage;
end;
$$;

comment on function crm_private.find_closing_stage(crm.deals, text) is
  'The first stage of type won or lost in the deal''s pipeline, or PT409. Example: stage := crm_private.find_closing_stage(deal, ''won'');';

create or replace function crm_private.require_open(deal crm.deals)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if deal.status <> 'open' then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('deal %s is already %s', deal.id, deal.status),
      detail = pg_catalog.format('It was closed at %s.', deal.closed_at),
      hint = 'Reopen it first with crm.reopen_deal.';
  end if;
end;
$$;

comment on function crm_private.require_open(crm.deals) is
  'Refuses (PT409) a deal that is won or lost. Example: perform crm_private.require_open(deal);';

create or replace function crm_private.closing_instant(org uuid, closed_on date)
returns timestamptz
language plpgsql
stable
set search_path = ''
as $$
declare
  zone text;
  today date;
begin
  select o.timezone into zone from crm.organizations o where o.id = org;
  today := (pg_catalog.now() at time zone zone)::date;
  if closed_on > today then
    raise exception using
      errcode = '22023',
      message = 'closed_on lies in the future',
      detail = pg_catalog.format('closed_on is %s, today is %s.', closed_on, today),
      hint = 'Give the day on which the deal was closed, or leave it out for now.';
  end if;
  if closed_on is null or closed_on = today then
    return pg_catalog.now();
  end if;
  return (closed_on::timestamp + interval '12 hours') at time zone zone;
end;
$$;

comment on function crm_private.closing_instant(uuid, date) is
  'When a deal closed on that day counts as closed: now for today, noon of the organization''s time zone for an earlier day; 22023 for '
  'a later one. Example: select crm_private.closing_instant(o.id, current_date - 3) from crm.organizations o;';
