-- The statistics' net change by the deals that this transaction loaded into the organization $1.
insert into crm_private.deal_statistics_deltas
  (org_id, owner_id, team_id, pipeline_id, stage_id, currency, deal_count, valued_count, amount_sum)
select d.org_id, d.owner_id, d.team_id, d.pipeline_id, d.stage_id, d.currency, count(*), count(d.amount), coalesce(sum(d.amount), 0)
from crm.deals d
where d.org_id = $1 and d.xmin = pg_current_xact_id()::xid
group by d.org_id, d.owner_id, d.team_id, d.pipeline_id, d.stage_id, d.currency
