-- requires: 70_analytics/reporting_period.sql
-- requires: 40_deals/convert_amount.sql

create or replace function analytics.rep_leaderboard(
  from_on date default null,
  to_on date default null,
  pipeline_id uuid default null
)
returns table (
  place bigint,
  user_id uuid,
  full_name text,
  team text,
  won_count bigint,
  lost_count bigint,
  win_rate numeric,
  won_amount numeric,
  currency text,
  unconverted_count bigint
)
language sql
stable
set search_path = ''
as $$
  with period as (
    select p.* from crm_private.reporting_period(from_on, to_on) p
  ),
  closed as (
    select
      d.owner_id, d.currency, d.status, (d.closed_at at time zone (select timezone from period))::date as closed_on,
      pg_catalog.count(*) as deal_count,
      pg_catalog.count(d.amount) as valued_count,
      pg_catalog.sum(d.amount) as amount
    from crm.deals d
    where d.org_id = (select org_id from period)
      and d.status in ('won', 'lost')
      and d.closed_at >= (select starts_at from period)
      and d.closed_at < (select ends_at from period)
      and (rep_leaderboard.pipeline_id is null or d.pipeline_id = rep_leaderboard.pipeline_id)
    group by 1, 2, 3, 4
  ),
  rate as materialized (
    select distinct_days.currency, distinct_days.closed_on,
      crm.convert_amount(1, distinct_days.currency, p.base_currency, distinct_days.closed_on) as value
    from (select distinct c.currency, c.closed_on from closed c where c.status = 'won') as distinct_days
    cross join period p
  ),
  earned as (
    select
      c.owner_id,
      coalesce(pg_catalog.sum(c.deal_count) filter (where c.status = 'won'), 0)::bigint as won_count,
      coalesce(pg_catalog.sum(c.deal_count) filter (where c.status = 'lost'), 0)::bigint as lost_count,
      coalesce(pg_catalog.sum(c.amount * r.value) filter (where c.status = 'won'), 0) as won_amount,
      coalesce(pg_catalog.sum(c.valued_count) filter (where c.status = 'won' and r.value is null), 0)::bigint as unconverted_count
    from closed c
    left join rate r on r.currency = c.currency and r.closed_on = c.closed_on
    group by c.owner_id
  )
  select
    pg_catalog.rank() over (order by e.won_amount desc, e.won_count desc),
    e.owner_id,
    coalesce(u.full_name, u.email),
    t.name,
    e.won_count,
    e.lost_count,
    pg_catalog.round(e.won_count::numeric / (e.won_count + e.lost_count), 6),
    pg_catalog.round(e.won_amount, 4),
    p.base_currency,
    e.unconverted_count
  from earned e
  cross join period p
  left join crm.users u on u.id = e.owner_id
  left join crm.memberships m on m.org_id = p.org_id and m.user_id = e.owner_id
  left join crm.teams t on t.org_id = m.org_id and t.id = m.team_id
  order by 1, 3, e.owner_id;
$$;

comment on function analytics.rep_leaderboard(date, date, uuid) is
  'Owners ranked by what they won on the days from_on to to_on: won_amount in the organization''s base currency, each deal converted by the '
  'rate dated on or before its closing day; unconverted_count deals have no such rate and are not in the sum. win_rate is won / (won + '
  'lost), six decimals. Example: select place, full_name, won_amount from analytics.rep_leaderboard(date ''2026-01-01'', date ''2026-03-31'');';

revoke all on function analytics.rep_leaderboard(date, date, uuid) from public;
grant execute on function analytics.rep_leaderboard(date, date, uuid) to authenticated, service_role;
