-- requires: 00_foundation/protect_table.sql
-- Imports are run by operators; members with the right on the kind "import" read what was loaded.

select crm_private.protect_table(
  'crm.imports',
  'org_id = (select crm_ext.current_org()) and crm_ext.row_visible(''import'', org_id, null::uuid, null::uuid)'
);
