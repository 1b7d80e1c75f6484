-- requires: 00_foundation/protect_table.sql
-- requires: 00_foundation/protect_dependents.sql

select crm_private.protect_owned_table('crm.activities', 'activity');

-- Links go with the activity; a new one needs a record that the writer sees.
select crm_private.protect_table(
  'crm.activity_links',
  'org_id = (select crm_ext.current_org()) and ((select crm_ext.sees_all(''activity'')) or '
  || crm_private.parent_rule('crm.activity_links', 'crm.activities', 'activity_id', null) || ')',
  rule.changeable || ' and ' || crm_private.linked_record_rule('crm.activity_links', 'read'),
  null,
  rule.changeable
)
from (
  select 'org_id = (select crm_ext.current_org()) and '
    || crm_private.parent_rule('crm.activity_links', 'crm.activities', 'activity_id', crm_private.update_right('activity'))
    as changeable
) as rule;
