-- requires: 70_analytics/reporting_period.sql
-- requires: 40_deals/pipeline_board.sql

create or replace function analytics.stage_conversion(
  pipeline_id uuid default null,
  from_on date default null,
  to_on date default null
)
returns table (
  stage_id uuid,
  stage text,
  stage_position integer,
  entered_count bigint,
  converted_count bigint,
  conversion_rate numeric,
  median_days numeric
)
language sql
stable
set search_path = ''
as $$
  with period as (
    select p.*, (crm_private.find_pipeline(p.org_id, stage_conversion.pipeline_id)).id as pipeline_id
    from crm_private.reporting_period(from_on, to_on) p
  ),
  step as (
    select s.id, s.name, s.type, s.position, pg_catalog.row_number() over (order by s.type = 'won', s.position, s.id) as place
    from crm.stages s
    where s.org_id = (select org_id from period) and s.pipeline_id = (select p.pipeline_id from period p) and s.type <> 'lost'
  ),
  -- The deals that may be in a cohort: a deal reaches a step at one of its entries.
  candidate as materialized (
    select distinct h.deal_id
    from crm.deal_stage_history h
    where h.org_id = (select org_id from period)
      and h.pipeline_id = (select p.pipeline_id from period p)
      and h.entered_at >= (select starts_at from period)
      and h.entered_at < (select ends_at from period)
  ),
  visit as (
    select h.deal_id, s.place, pg_catalog.min(h.entered_at) as entered_at
    from candidate c
    join crm.deal_stage_history h on h.org_id = (select org_id from period) and h.deal_id = c.deal_id
    join step s on s.id = h.stage_id
    group by h.deal_id, s.place
  ),
  reached as (
    select
      v.deal_id,
      v.place,
      pg_catalog.min(v.entered_at) over (partition by v.deal_id order by v.place desc) as entered_at,
      pg_catalog.lead(v.place, 1, 0::bigint) over (partition by v.deal_id order by v.place desc) as place_before
    from visit v
  ),
  passed as (
    select r.*, pg_catalog.lag(r.entered_at) over (partition by r.deal_id order by r.place desc) as next_entered_at
    from reached r
  ),
  -- A skipped step is entered and passed when a later one is entered.
  cohort as (
    select s.place, p.entered_at, case when s.place < p.place then p.entered_at else p.next_entered_at end as converted_at
    from passed p
    join step s on s.place > p.place_before and s.place <= p.place
    where p.entered_at >= (select starts_at from period) and p.entered_at < (select ends_at from period)
  )
  select
    s.id, s.name, s.position,
    pg_catalog.count(c.place),
    pg_catalog.count(c.converted_at),
    pg_catalog.round(pg_catalog.count(c.converted_at)::numeric / nullif(pg_catalog.count(c.place), 0), 6),
    pg_catalog.round((pg_catalog.percentile_cont(0.5) within group (
      order by (extract(epoch from c.converted_at - c.entered_at) / 86400)::double precision))::numeric, 2)
  from step s
  left join cohort c on c.place = s.place
  where s.type = 'open'
  group by s.id, s.name, s.position, s.place
  order by s.place;
$$;

comment on function analytics.stage_conversion(uuid, date, date) is
  'For each open stage of a pipeline (the default one for null) the cohort of deals that reached it on the days from_on to to_on, how many of '
  'them ever reached a later stage or were won (conversion_rate 0 to 1, six decimals), and after how many days (median). From the stage '
  'history; a skipped stage counts as passed when a later one is entered; lost is not a later stage. '
  'Example: select stage, conversion_rate from analytics.stage_conversion(from_on => date ''2026-01-01'');';

revoke all on function analytics.stage_conversion(uuid, date, date) from public;
grant execute on function analytics.stage_conversion(uuid, date, date) to authenticated, service_role;
