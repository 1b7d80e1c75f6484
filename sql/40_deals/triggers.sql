-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/assign_team.sql
-- requires: 00_foundation/recycle_table.sql

select crm_private.touch_table(t.target, t.kind)
from (values
  ('crm.pipelines'::regclass, 'pipeline'), ('crm.stages', 'stage'), ('crm.lost_reasons', 'lost_reason'),
  ('crm.deal_stage_history', 'deal_stage'), ('crm.deal_line_items', 'line_item')
) as t (target, kind);
-- A logged activity, and new numbers for a column of the board, are bookkeeping: whoever edits the deal meanwhile is not refused.
select crm_private.touch_table(
  'crm.deals', 'deal',
  'old.last_activity_at is not distinct from new.last_activity_at'
  ' and coalesce(pg_catalog.current_setting(''crm.renumbers_board'', true), '''') <> ''on''');

select crm_private.assign_team_on('crm.deals');

select crm_private.recycle_table(t.target, t.kind, t.access_kind)
from (values
  ('crm.pipelines'::regclass, 'pipeline', null), ('crm.stages', 'stage', null), ('crm.lost_reasons', 'lost_reason', 'stage'),
  ('crm.deal_stage_history', 'deal_stage', 'deal'), ('crm.deal_line_items', 'line_item', 'deal')
) as t (target, kind, access_kind);
select crm_private.recycle_table('crm.deals', 'deal', null, array['leads.converted_deal_id', 'lead_conversions.deal_id']);

create or replace trigger deals_before_insert_place
  before insert on crm.deals
  for each row when (new.pipeline_id is null or new.stage_id is null or new.currency is null)
  execute function crm_private.place_deal();

create or replace trigger deals_before_write_follow_stage
  before insert or update of pipeline_id, stage_id, status, closed_at, probability, lost_reason_id on crm.deals
  for each row execute function crm_private.follow_stage();

create or replace trigger deals_after_insert_open_stays
  after insert on crm.deals referencing new table as new_deals
  for each statement when (coalesce(current_setting('crm.rows_are_complete', true), '') <> 'on')
  execute function crm_private.open_stage_stays();

create or replace trigger deals_after_update_move_stay
  after update of stage_id on crm.deals
  for each row when (
    old.stage_id is distinct from new.stage_id and coalesce(current_setting('crm.rows_are_complete', true), '') <> 'on')
  execute function crm_private.move_stage_stay();

create or replace trigger deals_after_insert_count
  after insert on crm.deals
  for each row execute function crm_ext.accumulate_deal_statistics();

create or replace trigger deals_after_update_count
  after update on crm.deals
  for each row when (
    old.org_id is distinct from new.org_id
    or old.owner_id is distinct from new.owner_id
    or old.team_id is distinct from new.team_id
    or old.pipeline_id is distinct from new.pipeline_id
    or old.stage_id is distinct from new.stage_id
    or old.currency is distinct from new.currency
    or old.amount is distinct from new.amount)
  execute function crm_ext.accumulate_deal_statistics();

create or replace trigger deals_after_delete_count
  after delete on crm.deals
  for each row execute function crm_ext.accumulate_deal_statistics();

create or replace trigger deals_after_truncate_count
  after truncate on crm.deals
  for each statement execute function crm_ext.reset_deal_statistics();
