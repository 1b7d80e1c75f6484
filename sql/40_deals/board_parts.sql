create or replace function crm_private.deal_is_rotting(stage_entered_at timestamptz, last_activity_at timestamptz, rot_days integer)
returns boolean
language sql
stable
parallel safe
set search_path = ''
return coalesce(
  pg_catalog.now() > greatest(stage_entered_at, last_activity_at) + pg_catalog.make_interval(days => rot_days),
  false
);

comment on function crm_private.deal_is_rotting(timestamptz, timestamptz, integer) is
  'Whether an open deal has seen neither a stage change nor an activity for more than rot_days days; false for stages without rot_days. '
  'Example: select crm_private.deal_is_rotting(now() - interval ''9 days'', null, 7); -- true';

create or replace function crm_private.board_totals(org uuid, pipeline uuid)
returns table (stage_id uuid, deal_count bigint, totals jsonb)
language sql
stable
set search_path = ''
as $$
  select
    t.stage_id,
    pg_catalog.sum(t.deal_count)::bigint,
    pg_catalog.jsonb_agg(
      pg_catalog.jsonb_build_object(
        'currency', t.currency,
        'deal_count', t.deal_count,
        'amount', t.amount,
        'weighted_amount', pg_catalog.round(t.weighted_amount, 4)
      )
      order by t.currency
    )
  from (
    select
      d.stage_id,
      d.currency,
      pg_catalog.count(*) as deal_count,
      coalesce(pg_catalog.sum(d.amount), 0) as amount,
      coalesce(pg_catalog.sum(d.amount * d.probability), 0) as weighted_amount
    from crm.deals d
    where d.org_id = org and d.pipeline_id = pipeline
    group by d.stage_id, d.currency
  ) as t
  group by t.stage_id;
$$;

comment on function crm_private.board_totals(uuid, uuid) is
  'Count, amount and amount times probability of the deals the caller sees, by stage and currency. '
  'Example: select * from crm_private.board_totals(crm_ext.current_org(), p.id) from crm.pipelines p;';

create or replace function crm_private.board_cards(stage crm.stages, after_position numeric, after_id uuid, page_size integer)
returns jsonb
language sql
stable
set search_path = ''
as $$
  with page as (
    select
      d.id, d.name, d.owner_id, d.account_id, d.contact_id, d.amount, d.currency, d.probability, d.forecast_category,
      d.expected_close_on, d.closed_at, d.next_step, d.stage_entered_at, d.last_activity_at, d.board_position, d.row_version,
      a.name as account_name,
      stage.type = 'open' and crm_private.deal_is_rotting(d.stage_entered_at, d.last_activity_at, stage.rot_days) as is_rotting
    from crm.deals d
    left join crm.accounts a on a.org_id = d.org_id and a.id = d.account_id
    where d.org_id = stage.org_id
      and d.pipeline_id = stage.pipeline_id
      and d.stage_id = stage.id
      and (
        after_position is null
        or d.board_position >= after_position and (d.board_position, d.id) > (after_position, after_id)
      )
    order by d.board_position, d.id
    limit page_size + 1
  ),
  numbered as (
    select page.*, pg_catalog.row_number() over (order by page.board_position, page.id) as place from page
  )
  select pg_catalog.jsonb_build_object(
    'deals', coalesce(
      pg_catalog.jsonb_agg(pg_catalog.to_jsonb(n) - 'place' order by n.place) filter (where n.place <= page_size), '[]'),
    'next_cursor', pg_catalog.max(case when n.place = page_size then n.board_position || ' ' || n.id end)
      filter (where (select pg_catalog.count(*) from page) > page_size)
  )
  from numbered n;
$$;

comment on function crm_private.board_cards(crm.stages, numeric, uuid, integer) is
  'A page of a column of the board, in its order, after the card at (after_position, after_id), with the cursor of the next page. '
  'Example: select crm_private.board_cards(s, null, null, 50) from crm.stages s;';
