-- requires: 00_foundation/protect_table.sql

select crm_private.protect_table('crm.currencies', 'code is not null');

select crm_private.protect_table(
  'crm.deleted_records',
  'org_id = (select crm_ext.current_org()) and crm_ext.row_visible(access_kind, org_id, owner_id, team_id)'
);
