-- requires: 00_foundation/protect_table.sql
-- requires: 00_foundation/protect_dependents.sql

select crm_private.protect_config_table('crm.lead_sources', 'lead_source');
select crm_private.protect_config_table('crm.scoring_models', 'scoring_model');
select crm_private.protect_owned_table('crm.leads', 'lead');

-- Conversions are written by crm.convert_lead alone.
select crm_private.protect_table(
  'crm.lead_conversions',
  format(
    'org_id = (select crm_ext.current_org()) and ((select crm_ext.sees_all(''lead'')) or %s)',
    crm_private.parent_rule('crm.lead_conversions', 'crm.leads', 'lead_id', null))
);
