-- requires: 70_analytics/reporting_period.sql

create or replace function analytics.win_rate(
  from_on date default null,
  to_on date default null,
  by text default null,
  pipeline_id uuid default null
)
returns table (
  bucket text,
  bucket_id uuid,
  won_count bigint,
  lost_count bigint,
  win_rate numeric,
  amounts jsonb
)
language sql
stable
set search_path = ''
as $$
  with period as (
    select p.*, crm_private.require_choice('by', win_rate.by, array['owner', 'team', 'pipeline', 'source', 'month']) as grouping
    from crm_private.reporting_period(from_on, to_on) p
  ),
  closed as (
    select
      case (select grouping from period)
        when 'owner' then d.owner_id
        when 'team' then d.team_id
        when 'pipeline' then d.pipeline_id
        when 'source' then d.source_id
      end as bucket_id,
      case (select grouping from period)
        when 'month' then pg_catalog.to_char(d.closed_at at time zone (select timezone from period), 'YYYY-MM')
      end as month,
      d.currency,
      pg_catalog.count(*) filter (where d.status = 'won') as won_count,
      pg_catalog.count(*) filter (where d.status = 'lost') as lost_count,
      coalesce(pg_catalog.sum(d.amount) filter (where d.status = 'won'), 0) as won_amount,
      coalesce(pg_catalog.sum(d.amount) filter (where d.status = 'lost'), 0) as lost_amount
    from crm.deals d
    where d.org_id = (select org_id from period)
      and d.status in ('won', 'lost')
      and d.closed_at >= (select starts_at from period)
      and d.closed_at < (select ends_at from period)
      and (win_rate.pipeline_id is null or d.pipeline_id = win_rate.pipeline_id)
    group by 1, 2, 3
  ),
  rated as (
    select
      c.bucket_id,
      c.month,
      pg_catalog.sum(c.won_count)::bigint as won_count,
      pg_catalog.sum(c.lost_count)::bigint as lost_count,
      pg_catalog.jsonb_object_agg(c.currency, pg_catalog.jsonb_build_object(
        'won_amount', c.won_amount,
        'lost_amount', c.lost_amount,
        'win_rate', pg_catalog.round(c.won_amount / nullif(c.won_amount + c.lost_amount, 0), 6)
      )) as amounts
    from closed c
    group by c.bucket_id, c.month
  )
  select
    case (select grouping from period)
      when 'owner' then (select coalesce(u.full_name, u.email) from crm.users u where u.id = r.bucket_id)
      when 'team' then (select t.name from crm.teams t where t.org_id = (select org_id from period) and t.id = r.bucket_id)
      when 'pipeline' then (select p.name from crm.pipelines p where p.org_id = (select org_id from period) and p.id = r.bucket_id)
      when 'source' then (select s.name from crm.lead_sources s where s.org_id = (select org_id from period) and s.id = r.bucket_id)
      when 'month' then r.month
      else 'all'
    end,
    r.bucket_id,
    r.won_count,
    r.lost_count,
    pg_catalog.round(r.won_count::numeric / (r.won_count + r.lost_count), 6),
    r.amounts
  from rated r
  order by 1 nulls last, r.bucket_id;
$$;

comment on function analytics.win_rate(date, date, text, uuid) is
  'Won / (won + lost), 0 to 1 with six decimals, of the deals closed on the days from_on to to_on in the organization''s time zone (null: '
  'open-ended); open deals do not count. One row, or one for each owner, team, pipeline, source or month when by says so. amounts gives '
  'for each currency won_amount, lost_amount and the rate by amount; currencies are never added up. '
  'Example: select bucket, won_count, lost_count, win_rate from analytics.win_rate(date ''2017-01-01'', date ''2017-12-31'', by => ''owner'');';

revoke all on function analytics.win_rate(date, date, text, uuid) from public;
grant execute on function analytics.win_rate(date, date, text, uuid) to authenticated, service_role;
