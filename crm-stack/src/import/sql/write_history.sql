-- Earlier stays of new deals: every dated step through an open stage before the stage the deal is in. The stay in
-- its present stage was written with the deal; it only learns where the deal came from.
with steps as (
  select d.id as deal_id, d.pipeline_id, s.id as stage_id, v.entered_at, v.number, d.stage_id as present_stage_id,
         d.stage_entered_at as present_since, d.amount, d.currency
  from {resolved} r
  join crm.deals d on d.org_id = {org} and d.id = r.record_id
  cross join lateral (values {steps}) v (stage, entered_at, number)
  join crm.stages s on s.org_id = d.org_id and s.pipeline_id = d.pipeline_id and s.name = v.stage
  where not r.is_known
    and r.line between {first} and {last}
    and v.entered_at <= d.stage_entered_at
    and s.type = 'open'
    and s.id <> d.stage_id
), stays as (
  select *,
         lag(stage_id) over way as from_stage_id,
         lead(entered_at, 1, present_since) over way as left_at,
         row_number() over (partition by deal_id order by entered_at desc, number desc) as steps_before_present
  from steps
  window way as (partition by deal_id order by entered_at, number)
), came_from as (
  update crm.deal_stage_history h
  set from_stage_id = s.stage_id
  from stays s
  where s.steps_before_present = 1
    and h.org_id = {org}
    and h.deal_id = s.deal_id
    and h.stage_id = s.present_stage_id
    and h.left_at is null
)
insert into crm.deal_stage_history (org_id, deal_id, pipeline_id, from_stage_id, stage_id, amount, currency, entered_at, left_at)
select {org}, deal_id, pipeline_id, from_stage_id, stage_id, amount, currency, entered_at, left_at
from stays
