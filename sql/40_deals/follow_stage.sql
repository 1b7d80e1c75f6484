-- A deal is what its stage is: status, closing time, probability and forecast category follow.

create or replace function crm_private.place_deal()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.stage_id is not null and new.pipeline_id is null then
    select s.pipeline_id into new.pipeline_id from crm.stages s where s.org_id = new.org_id and s.id = new.stage_id;
  end if;
  if new.pipeline_id is null then
    select p.id into new.pipeline_id from crm.pipelines p where p.org_id = new.org_id and p.is_default;
  end if;
  if new.stage_id is null then
    select s.id into new.stage_id
    from crm.stages s
    where s.org_id = new.org_id and s.pipeline_id = new.pipeline_id and s.type = 'open'
    order by s.position, s.id
    limit 1;
  end if;
  if new.currency is null then
    select o.base_currency into new.currency from crm.organizations o where o.id = new.org_id;
  end if;
  return new;
end;
$$;
comment on function crm_private.place_deal() is
  'Trigger: a new deal without pipeline enters the default one, without stage the first open one, without currency it has the '
  'organization''s. Example: insert into crm.deals (name) values (''Fleet renewal'').';

create or replace function crm_private.refuse_stage(deal crm.deals, stage crm.stages)
returns void
language plpgsql
set search_path = ''
as $$
begin
  if stage.pipeline_id <> deal.pipeline_id then
    raise exception using
      errcode = '23514',
      constraint = 'deals_stage_in_pipeline_check',
      message = pg_catalog.format('stage %s does not belong to the deal''s pipeline', stage.name),
      detail = pg_catalog.format('The stage is in pipeline %s, the deal in %s.', stage.pipeline_id, deal.pipeline_id),
      hint = 'Give pipeline_id together with stage_id, or use crm.move_deal.';
  end if;
  if stage.type = 'lost' and deal.lost_reason_id is null then
    raise exception using
      errcode = '23514',
      constraint = 'deals_lost_reason_check',
      message = 'a lost deal needs a reason',
      detail = pg_catalog.format('Stage %s is of type lost and lost_reason_id is empty.', stage.name),
      hint = 'Give lost_reason_id, or use crm.lose_deal.';
  end if;
end;
$$;
comment on function crm_private.refuse_stage(crm.deals, crm.stages) is
  'Refuses (23514) a stage of another pipeline, and a lost stage without reason. '
  'Example: perform crm_private.refuse_stage(new, stage);';

create or replace function crm_private.refuse_status(status text, stage crm.stages)
returns void
language plpgsql
set search_path = ''
as $$
begin
  raise exception using
    errcode = '23514',
    constraint = 'deals_status_check',
    message = pg_catalog.format('a deal in stage %s is not %s', stage.name, status),
    detail = pg_catalog.format('The stage is of type %s, which decides the status.', stage.type),
    hint = 'Change stage_id, or use crm.win_deal, crm.lose_deal or crm.reopen_deal.';
end;
$$;
comment on function crm_private.refuse_status(text, crm.stages) is
  'Refuses (23514) a status that is not the stage''s. Example: perform crm_private.refuse_status(''won'', stage);';

create or replace function crm_private.stage_entry_instant()
returns timestamptz
language sql
stable
set search_path = ''
as $$
  select coalesce(nullif(pg_catalog.current_setting('crm.stage_entered_at', true), '')::timestamptz, pg_catalog.now())
$$;
comment on function crm_private.stage_entry_instant() is
  'When the stage changes of this transaction happened: the setting crm.stage_entered_at, else now. '
  'Example: set local crm.stage_entered_at = ''2026-03-01 12:00+00''.';

create or replace function crm_private.follow_stage()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  stage crm.stages;
  moved constant boolean := tg_op = 'UPDATE' and new.stage_id is distinct from old.stage_id;
begin
  select s.* into stage from crm.stages s where s.org_id = new.org_id and s.id = new.stage_id;
  if stage.id is null then
    return new; -- the foreign key stage_id refuses it
  end if;
  -- A status is given when it differs from what the row had, or would have by default.
  if new.status <> stage.type and new.status <> (case tg_op when 'UPDATE' then old.status else 'open' end) then
    perform crm_private.refuse_status(new.status, stage);
  end if;
  new.status := stage.type;
  if moved then
    if new.stage_entered_at = old.stage_entered_at then
      new.stage_entered_at := crm_private.stage_entry_instant();
    end if;
    new.probability := case when new.probability = old.probability then stage.probability else new.probability end;
    new.forecast_category :=
      case when new.forecast_category = old.forecast_category then stage.forecast_category else new.forecast_category end;
    if old.status = 'lost' and stage.type <> 'lost' then
      new.lost_reason_id := nullif(new.lost_reason_id, old.lost_reason_id);
      new.lost_note := nullif(new.lost_note, old.lost_note);
    end if;
    if old.status <> stage.type and new.closed_at = old.closed_at then
      new.closed_at := null;
    end if;
  end if;
  if stage.pipeline_id <> new.pipeline_id or (stage.type = 'lost' and new.lost_reason_id is null) then
    perform crm_private.refuse_stage(new, stage);
  end if;
  new.probability := case when stage.type = 'open' then coalesce(new.probability, stage.probability) else stage.probability end;
  new.forecast_category := coalesce(new.forecast_category, stage.forecast_category);
  new.closed_at := case when stage.type <> 'open' then coalesce(new.closed_at, crm_private.stage_entry_instant()) end;
  return new;
end;
$$;
comment on function crm_private.follow_stage() is
  'Trigger: status, closing time, probability and forecast category follow the stage; values given in the same statement stay, except '
  'that closed deals are certain. Example: update crm.deals set stage_id = ... where id = ...';
