-- requires: 70_analytics/reporting_period.sql

create or replace function analytics.sales_cycle(
  from_on date default null,
  to_on date default null,
  pipeline_id uuid default null
)
returns table (
  won_count bigint,
  median_days numeric,
  lead_count bigint,
  median_days_from_lead numeric
)
language sql
stable
set search_path = ''
as $$
  with won as (
    select
      extract(epoch from d.closed_at - d.created_at) / 86400 as days,
      extract(epoch from d.closed_at - l.created_at) / 86400 as days_from_lead
    from crm_private.reporting_period(from_on, to_on) p
    join crm.deals d on d.org_id = p.org_id
    left join crm.leads l on l.org_id = d.org_id and l.id = d.lead_id and l.created_at <= d.closed_at
    where d.status = 'won'
      and d.closed_at >= p.starts_at
      and d.closed_at < p.ends_at
      and d.closed_at >= d.created_at
      and (sales_cycle.pipeline_id is null or d.pipeline_id = sales_cycle.pipeline_id)
  )
  select
    pg_catalog.count(*),
    pg_catalog.round((pg_catalog.percentile_cont(0.5) within group (order by w.days::double precision))::numeric, 2),
    pg_catalog.count(w.days_from_lead),
    pg_catalog.round((pg_catalog.percentile_cont(0.5) within group (order by w.days_from_lead::double precision))::numeric, 2)
  from won w;
$$;

comment on function analytics.sales_cycle(date, date, uuid) is
  'The median time, in days with two decimals, from a deal''s creation to its winning, of deals won on the days from_on to to_on; and '
  'from the creation of its lead, of the lead_count deals that came from one the caller sees. Deals entered after they were won do not count. '
  'Example: select median_days from analytics.sales_cycle(date ''2026-01-01'', date ''2026-03-31'');';

revoke all on function analytics.sales_cycle(date, date, uuid) from public;
grant execute on function analytics.sales_cycle(date, date, uuid) to authenticated, service_role;
