-- One row of history for each stay in a stage. A writer that brings the history along (restore, import) sets
-- crm.rows_are_complete for its transaction.

create or replace function crm_private.open_stage_stays()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  -- The id carries the time of entry, by which the timeline is ordered.
  insert into crm.deal_stage_history (org_id, id, deal_id, pipeline_id, stage_id, amount, currency, entered_at, moved_by)
  select d.org_id,
    case when d.stage_entered_at < pg_catalog.now() then crm_ext.uuid_v7_at(d.stage_entered_at) else crm_ext.uuid_v7() end,
    d.id, d.pipeline_id, d.stage_id, d.amount, d.currency, d.stage_entered_at, d.created_by
  from new_deals d;
  return null;
end;
$$;
comment on function crm_private.open_stage_stays() is
  'Trigger: new deals start their history. Example: insert into crm.deals (name) values (''Fleet renewal'').';

create or replace function crm_private.move_stage_stay()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  update crm.deal_stage_history h
  set left_at = greatest(h.entered_at, new.stage_entered_at)
  where h.org_id = new.org_id and h.deal_id = new.id and h.left_at is null;
  insert into crm.deal_stage_history
    (org_id, id, deal_id, pipeline_id, from_stage_id, stage_id, amount, currency, entered_at)
  values
    (new.org_id,
    case when new.stage_entered_at < pg_catalog.now() then crm_ext.uuid_v7_at(new.stage_entered_at) else crm_ext.uuid_v7() end,
    new.id, new.pipeline_id, old.stage_id, new.stage_id, new.amount, new.currency, new.stage_entered_at);
  return null;
end;
$$;
comment on function crm_private.move_stage_stay() is
  'Trigger: a stage change ends the current stay and opens the next. Example: update crm.deals set stage_id = ... where id = ...';
