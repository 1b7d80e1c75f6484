-- requires: 70_analytics/reporting_period.sql

create or replace function analytics.velocity(
  from_on date default null,
  to_on date default null,
  pipeline_id uuid default null
)
returns table (
  currency text,
  open_count bigint,
  win_rate numeric,
  average_won_amount numeric,
  cycle_days numeric,
  velocity_per_day numeric
)
language sql
stable
set search_path = ''
as $$
  with counted as (
    select
      d.currency,
      pg_catalog.count(*) filter (where d.status = 'open' and d.forecast_category <> 'omitted') as open_count,
      pg_catalog.count(*) filter (where d.status = 'won' and is_in_period) as won_count,
      pg_catalog.count(*) filter (where is_in_period) as closed_count,
      pg_catalog.avg(d.amount) filter (where d.status = 'won' and is_in_period) as average_won_amount,
      pg_catalog.percentile_cont(0.5) within group (
        order by (extract(epoch from d.closed_at - d.created_at) / 86400)::double precision
      ) filter (where d.status = 'won' and is_in_period and d.closed_at >= d.created_at) as cycle_days
    from crm_private.reporting_period(from_on, to_on) p
    join crm.deals d on d.org_id = p.org_id
    cross join lateral (select d.status <> 'open' and d.closed_at >= p.starts_at and d.closed_at < p.ends_at) as f (is_in_period)
    where velocity.pipeline_id is null or d.pipeline_id = velocity.pipeline_id
    group by d.currency
  )
  select
    c.currency,
    c.open_count,
    pg_catalog.round(c.won_count::numeric / nullif(c.closed_count, 0), 6),
    pg_catalog.round(c.average_won_amount, 4),
    pg_catalog.round(c.cycle_days::numeric, 2),
    pg_catalog.round(
      c.open_count * (c.won_count::numeric / nullif(c.closed_count, 0)) * c.average_won_amount
        / nullif(c.cycle_days::numeric, 0),
      4
    )
  from counted c
  where c.open_count > 0 or c.closed_count > 0
  order by c.currency;
$$;

comment on function analytics.velocity(date, date, uuid) is
  'Sales velocity, a row a currency, in units of it per day: open deals (those omitted from the forecast left out) x win rate x average won '
  'amount / median days from creation to winning; rate, average and days of the deals closed on the days from_on to to_on. Null while one '
  'of the factors is unknown. Example: select currency, velocity_per_day from analytics.velocity(date ''2026-01-01'', date ''2026-03-31'');';

revoke all on function analytics.velocity(date, date, uuid) from public;
grant execute on function analytics.velocity(date, date, uuid) to authenticated, service_role;
