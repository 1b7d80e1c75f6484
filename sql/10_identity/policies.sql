-- requires: 00_foundation/protect_table.sql

-- Everyone in an organization may know its people, teams and roles; changing them needs the right for the organization.
select crm_private.protect_table(
  t.target,
  'org_id = (select crm_ext.current_org())',
  format(t.rule, 'create'), format(t.rule, 'update'), format(t.rule, 'delete')
)
from (
  select k.target,
    format(
      'org_id = (select crm_ext.current_org()) and crm_ext.row_allowed(%%L, %L, org_id, null::uuid, null::uuid)', k.kind) as rule
  from (values
    ('crm.memberships'::regclass, 'membership'), ('crm.teams', 'team'), ('crm.roles', 'role'), ('crm.permissions', 'role')
  ) as k (target, kind)
) as t;

select crm_private.protect_table(
  'crm.organizations',
  'id = (select crm_ext.current_org())',
  null,
  'id = (select crm_ext.current_org()) and crm_ext.row_allowed(''update'', ''organization'', id, null::uuid, null::uuid)'
);

select crm_private.protect_table(
  'crm.users',
  'id = (select crm_ext.current_user_id()) or exists ('
  'select 1 from crm.memberships m where m.org_id = (select crm_ext.current_org()) and m.user_id = users.id)',
  null,
  'id = (select crm_ext.current_user_id())'
);
