-- requires: 00_foundation/protect_table.sql
-- requires: 00_foundation/protect_dependents.sql

select crm_private.protect_config_table('crm.pipelines', 'pipeline');
select crm_private.protect_config_table('crm.stages', 'stage');
select crm_private.protect_config_table('crm.lost_reasons', 'stage');
select crm_private.protect_owned_table('crm.deals', 'deal');
select crm_private.protect_child_table('crm.deal_line_items', 'crm.deals', 'deal_id', 'deal');

-- The history is written by triggers alone.
select crm_private.protect_table(
  'crm.deal_stage_history',
  format(
    'org_id = (select crm_ext.current_org()) and ((select crm_ext.sees_all(''deal'')) or %s)',
    crm_private.parent_rule('crm.deal_stage_history', 'crm.deals', 'deal_id', null))
);

-- Statistics are cut by owner and team, so that everyone sums what they may see.
select crm_private.protect_table(
  t.target,
  'org_id = (select crm_ext.current_org()) and crm_ext.row_visible(''deal'', org_id, owner_id, team_id)'
)
from (values ('crm_private.deal_statistics_base'::regclass), ('crm_private.deal_statistics_deltas')) as t (target);
