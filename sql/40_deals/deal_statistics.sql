create or replace function crm_private.fold_deal_statistics()
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  folded bigint;
begin
  -- One at a time; whoever comes second has nothing to do.
  if not pg_catalog.pg_try_advisory_xact_lock(pg_catalog.hashtext('crm_private.fold_deal_statistics')) then
    return 0;
  end if;
  with taken as (
    delete from crm_private.deal_statistics_deltas returning *
  ),
  stored as (
    insert into crm_private.deal_statistics_base as b
      (org_id, owner_id, team_id, pipeline_id, stage_id, currency, deal_count, valued_count, amount_sum)
    select t.org_id, t.owner_id, t.team_id, t.pipeline_id, t.stage_id, t.currency,
      pg_catalog.sum(t.deal_count), pg_catalog.sum(t.valued_count), pg_catalog.sum(t.amount_sum)
    from taken t
    group by t.org_id, t.owner_id, t.team_id, t.pipeline_id, t.stage_id, t.currency
    order by t.org_id, t.owner_id, t.team_id, t.pipeline_id, t.stage_id, t.currency
    on conflict on constraint deal_statistics_base_key do update set
      deal_count = b.deal_count + excluded.deal_count,
      valued_count = b.valued_count + excluded.valued_count,
      amount_sum = b.amount_sum + excluded.amount_sum
  )
  select pg_catalog.count(*) into folded from taken;
  if folded > 0 then
    delete from crm_private.deal_statistics_base b where b.deal_count = 0 and b.valued_count = 0 and b.amount_sum = 0;
  end if;
  return folded;
end;
$$;
comment on function crm_private.fold_deal_statistics() is
  'Adds the deltas of committed transactions to the base and returns how many rows it took; the sums that readers see stay the same. '
  'Run every second or so. Example: select crm_private.fold_deal_statistics().';

-- Who sees whole classes of deals (by owner and team) sums what was counted for them, and adds the deals that he sees one
-- by one. Whose rights look into the deals counts the deals themselves: row security shows him no class at all.
create or replace view crm.deal_statistics with (security_invoker = true) as
select
  s.org_id, s.owner_id, s.team_id, s.pipeline_id, s.stage_id, s.currency,
  sum(s.deal_count)::bigint as deal_count,
  sum(s.valued_count)::bigint as valued_count,
  sum(s.amount_sum) as amount_sum,
  round(sum(s.amount_sum) / nullif(sum(s.valued_count), 0), 4) as average_amount
from (
  select b.org_id, b.owner_id, b.team_id, b.pipeline_id, b.stage_id, b.currency, b.deal_count, b.valued_count, b.amount_sum
  from crm_private.deal_statistics_base b
  union all
  select d.org_id, d.owner_id, d.team_id, d.pipeline_id, d.stage_id, d.currency, d.deal_count, d.valued_count, d.amount_sum
  from crm_private.deal_statistics_deltas d
  union all
  select one.org_id, one.owner_id, one.team_id, one.pipeline_id, one.stage_id, one.currency, 1,
    case when crm_ext.may_read_field('deal', 'amount') then (one.amount is not null)::integer end,
    case when crm_ext.may_read_field('deal', 'amount') then coalesce(one.amount, 0) end
  from crm.deals one
  where one.org_id = crm_ext.current_org()
    and one.id = any ((select crm_ext.shared_ids('deal'))::uuid[])
    and not crm_ext.row_visible('deal', one.org_id, one.owner_id, one.team_id)
    and not (select crm_ext.is_conditional('read', 'deal'))
  union all
  select one.org_id, one.owner_id, one.team_id, one.pipeline_id, one.stage_id, one.currency, 1,
    case when crm_ext.may_read_field('deal', 'amount') then (one.amount is not null)::integer end,
    case when crm_ext.may_read_field('deal', 'amount') then coalesce(one.amount, 0) end
  from crm.deals one
  where one.org_id = crm_ext.current_org() and (select crm_ext.is_conditional('read', 'deal'))
) as s
group by s.org_id, s.owner_id, s.team_id, s.pipeline_id, s.stage_id, s.currency
having sum(s.deal_count) <> 0;
comment on view crm.deal_statistics is
  'Number, sum and average (over deals with an amount, in units of currency) of the deals the caller sees, by owner, team, pipeline, stage '
  'and currency, exact as of the last commit: a transaction does not see its own changes. Sum the rows for coarser cuts. '
  'Example: select currency, sum(amount_sum) from crm.deal_statistics group by currency.';
revoke all on crm.deal_statistics from public, anon, authenticated;
grant select on crm.deal_statistics to authenticated, service_role;
