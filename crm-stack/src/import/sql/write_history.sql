-- The way of new deals through the stages: every dated step through an open stage, then the stay in the stage the
-- deal is in. Written whole, because crm.rows_are_complete keeps the trigger from opening a stay of its own.
with new_deals as (
  select d.id, d.pipeline_id, d.stage_id, d.stage_entered_at, d.amount, d.currency{step_columns}
  from {resolved} r
  join crm.deals d on d.org_id = {org} and d.id = r.record_id
  where not r.is_known and r.line between {first} and {last}
), steps as (
  select d.id as deal_id, d.pipeline_id, s.id as stage_id, v.entered_at, v.number, d.amount, d.currency
  from new_deals d
  cross join lateral (values {steps}) v (stage, entered_at, number)
  join crm.stages s on s.org_id = {org} and s.pipeline_id = d.pipeline_id and s.name = v.stage
  where v.entered_at <= d.stage_entered_at and s.type = 'open' and s.id <> d.stage_id
  union all
  select d.id, d.pipeline_id, d.stage_id, d.stage_entered_at, {step_count}, d.amount, d.currency
  from new_deals d
)
insert into crm.deal_stage_history (org_id, id, deal_id, pipeline_id, from_stage_id, stage_id, amount, currency, entered_at, left_at)
select {org}, crm_ext.uuid_v7_at(entered_at), deal_id, pipeline_id, lag(stage_id) over way, stage_id, amount, currency, entered_at, lead(entered_at) over way
from steps
window way as (partition by deal_id order by entered_at, number)
