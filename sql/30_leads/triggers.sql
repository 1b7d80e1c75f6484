-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/assign_team.sql
-- requires: 00_foundation/recycle_table.sql

select crm_private.touch_table('crm.lead_sources', 'lead_source');
select crm_private.touch_table('crm.scoring_models', 'scoring_model');
select crm_private.touch_table('crm.lead_conversions', 'lead_conversion');
-- A new score or a logged activity is bookkeeping: whoever edits the lead meanwhile is not refused.
select crm_private.touch_table(
  'crm.leads', 'lead',
  'old.scored_at is not distinct from new.scored_at and old.last_activity_at is not distinct from new.last_activity_at');

select crm_private.assign_team_on('crm.leads');

select crm_private.recycle_table('crm.lead_sources', 'lead_source', null, array['leads.source_id', 'deals.source_id']);
select crm_private.recycle_table('crm.scoring_models', 'scoring_model');
select crm_private.recycle_table('crm.leads', 'lead', null, array['deals.lead_id']);
select crm_private.recycle_table('crm.lead_conversions', 'lead_conversion', 'lead');

create or replace trigger leads_before_write_normalize
  before insert or update of email, phone, country on crm.leads
  for each row execute function crm_private.normalize_lead();

-- Sorts after normalize, so that the model sees normalised values.
create or replace trigger leads_before_write_score
  before insert or update on crm.leads
  for each row when (new.status <> 'converted' and coalesce(current_setting('crm.rows_are_complete', true), '') <> 'on')
  execute function crm_private.score_lead();

create or replace trigger scoring_models_before_write_check
  before insert or update of definition on crm.scoring_models
  for each row execute function crm_private.check_scoring_model();

create or replace trigger scoring_models_after_write_rescore
  after insert or update of definition, is_active on crm.scoring_models
  for each row when (new.is_active)
  execute function crm_private.follow_scoring_model();
