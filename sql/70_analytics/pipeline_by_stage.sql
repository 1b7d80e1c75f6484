-- requires: 70_analytics/reporting_period.sql

create or replace function analytics.pipeline_by_stage(pipeline_id uuid default null, as_of timestamptz default null)
returns table (
  pipeline_id uuid,
  pipeline text,
  stage_id uuid,
  stage text,
  stage_position integer,
  stage_type text,
  currency text,
  deal_count bigint,
  amount numeric,
  average_amount numeric,
  weighted_amount numeric
)
language sql
stable
set search_path = ''
as $$
  with stood as (
    select d.stage_id, d.currency, d.amount, d.probability
    from crm.deals d
    where pipeline_by_stage.as_of is null
      and d.org_id = (select crm_private.reporting_organization())
      and (pipeline_by_stage.pipeline_id is null or d.pipeline_id = pipeline_by_stage.pipeline_id)
    union all
    select h.stage_id, h.currency, h.amount, s.probability
    from crm.deal_stage_history h
    join crm.stages s on s.org_id = h.org_id and s.id = h.stage_id
    where h.org_id = (select crm_private.reporting_organization())
      and h.entered_at <= pipeline_by_stage.as_of
      and (h.left_at is null or h.left_at > pipeline_by_stage.as_of)
      and (pipeline_by_stage.pipeline_id is null or h.pipeline_id = pipeline_by_stage.pipeline_id)
  ),
  summed as (
    select
      d.stage_id,
      d.currency,
      pg_catalog.count(*) as deal_count,
      coalesce(pg_catalog.sum(d.amount), 0) as amount,
      pg_catalog.avg(d.amount) as average_amount,
      coalesce(pg_catalog.sum(d.amount * d.probability), 0) as weighted_amount
    from stood d
    group by d.stage_id, d.currency
  )
  select
    p.id, p.name, s.id, s.name, s.position, s.type, t.currency, t.deal_count, t.amount,
    pg_catalog.round(t.average_amount, 4),
    pg_catalog.round(t.weighted_amount, 4)
  from summed t
  join crm.stages s on s.org_id = (select crm_private.reporting_organization()) and s.id = t.stage_id
  join crm.pipelines p on p.org_id = s.org_id and p.id = s.pipeline_id
  order by p.position, p.name, s.position, s.name, t.currency;
$$;

comment on function analytics.pipeline_by_stage(uuid, timestamptz) is
  'Deals by stage and currency, those the caller sees: number, amount, average of the known amounts and weighted amount (amount times the '
  'deal''s probability), in whole units of currency; currencies are never added up. With as_of the stages, amounts and currencies of that '
  'instant, from the stage history, weighted by the stages'' probability. Example: select * from analytics.pipeline_by_stage() where stage_type = ''open'';';

revoke all on function analytics.pipeline_by_stage(uuid, timestamptz) from public;
grant execute on function analytics.pipeline_by_stage(uuid, timestamptz) to authenticated, service_role;
