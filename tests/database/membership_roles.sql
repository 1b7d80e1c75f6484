-- Roles of the organization's own: made, filled and removed by those who may, never beyond their own rights; admin keeps everything.
begin;
select no_plan();

select is(tests.verdict_as(who, call), '42501', format('%s cannot %s', who, call))
from unnest(array['rep', 'manager', 'analyst', 'anonymous', 'service']) who
cross join unnest(array[
  'select crm.create_role(''own'', ''Own'')', 'select crm.rename_role(''rep'', ''Own'')', 'select crm.delete_role(''rep'')',
  'select crm.set_permission(''rep'', ''deal'', ''read'', ''org'')']) call;

select is(tests.outcome_as('admin', $$ select crm.create_role('auditor', 'Auditor') $$), '1 row', 'an administrator makes a role');
select tests.outcome_as('admin', format('select crm.change_member_role(%L, ''auditor'')', tests.user_of('outsider')));
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '0', 'which may nothing');
select is(tests.outcome_as('admin', $$ select crm.set_permission('auditor', 'deal', 'read', 'org') $$), '1 row', 'gives it a right');
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '5', 'which works at once');
select tests.outcome_as('admin', $$ select crm.set_permission('auditor', 'deal', 'read', 'own') $$);
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '1', 'narrows it');
select is(tests.verdict_as('admin@globex', $$ select crm.set_permission('auditor', 'deal', 'read', 'org') $$), '22023', 'another tenant has no such role');

select is(tests.outcome_as('admin', $$ select crm.create_role('second', 'Second', copy_of => 'rep') $$), '1 row', 'a role copies another');
select results_eq(
  $$ select resource, action, scope from crm.permissions p join crm.roles r on r.org_id = p.org_id and r.id = p.role_id
     where r.org_id = tests.org() and r.key = 'second' order by 1, 2 $$,
  $$ select resource, action, scope from crm.permissions p join crm.roles r on r.org_id = p.org_id and r.id = p.role_id
     where r.org_id = tests.org() and r.key = 'rep' order by 1, 2 $$, 'with all its rights');

select is(tests.verdict_as('admin', call), code, format('%s: %s', code, call))
from (values
  ('select crm.create_role(''second'', ''Again'')', '23505'), ('select crm.create_role(''Not A Key'', ''X'')', '23514'),
  ('select crm.create_role(''system_admin'', ''X'')', '23514'), ('select crm.create_role(''x'', ''X'', copy_of => ''nobody'')', '22023'),
  ('select crm.rename_role(''admin'', ''X'')', 'PT409'), ('select crm.delete_role(''rep'')', 'PT409'),
  ('select crm.delete_role(''auditor'')', 'PT409'), ('select crm.delete_role(''nobody'')', '22023'),
  ('select crm.set_permission(''admin'', ''deal'', ''read'', ''none'')', 'PT409'),
  ('select crm.set_permission(''rep'', ''planet'', ''read'', ''org'')', '22023'), ('select crm.set_permission(''rep'', ''deal'', ''fly'', ''org'')', '22023'),
  ('select crm.set_permission(''rep'', ''deal'', ''read'', ''universe'')', '22023'), ('select crm.set_permission(''rep'', ''deal'', ''read'', null)', '22023')
) as refused (call, code);

select is(tests.value_as('admin', $$ select name from crm.rename_role('second', 'Second rep') $$), 'Second rep', 'a role gets another name');
select tests.outcome_as('admin', $$ select crm.invite_member('x@example.com', 'second') $$);
select is(tests.verdict_as('admin', $$ select crm.delete_role('second') $$), 'PT409', 'a role that somebody is invited with stays');
select tests.outcome_as('admin', format('select crm.revoke_invitation(%L)', (select id from crm.invitations where org_id = tests.org())));
select is(tests.outcome_as('admin', $$ select crm.delete_role('second') $$), '1 row', 'an unused role goes');
select is((select event from crm.security_events where org_id = tests.org() and event like 'role.%' order by id desc limit 1), 'role.deleted', 'and the audit tells so');

-- who may change roles, but has not all rights
select tests.outcome_as('admin', $$ select crm.create_role('curator', 'Curator', copy_of => 'rep') $$);
select tests.outcome_as('admin', format($$ select crm.set_permission('curator', 'role', %L, 'org') $$, action)) from unnest(array['create', 'update', 'delete']) action;
select tests.outcome_as('admin', format('select crm.change_member_role(%L, ''curator'')', tests.user_of('otherRep')));
select is(tests.verdict_as('otherRep', call), code, format('a curator gets %s for %s', code, call))
from (values
  ('select crm.create_role(''mine'', ''Mine'', copy_of => ''rep'')', '1'), ('select crm.create_role(''mine'', ''Mine'', copy_of => ''manager'')', '42501'),
  ('select crm.set_permission(''rep'', ''deal'', ''delete'', ''none'')', '1'), ('select crm.set_permission(''rep'', ''deal'', ''delete'', ''team'')', '42501'),
  ('select crm.set_permission(''manager'', ''deal'', ''read'', ''none'')', '42501'), ('select crm.set_permission(''curator'', ''deal'', ''read'', ''org'')', '42501')
) as tried (call, code);

-- conditions and what they ask of members
select is(tests.outcome_as('admin', $$ select crm.set_permission('rep', 'deal', 'read', 'own', '{"field": "amount", "op": "lt", "value": 100}') $$), '1 row',
  'a right is narrowed by a condition');
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '0', 'which holds at once');
select is(tests.verdict_as('admin', $$ select crm.set_permission('rep', 'deal', 'read', 'own', '{"field": "amount", "op": "about"}') $$), '22023', 'a condition is well formed');
select is(tests.verdict_as('rep', format('select crm.set_member_attributes(%L, ''{}'')', tests.user_of('rep'))), '42501', 'a rep does not set attributes');
select is(tests.verdict_as('admin', format('select crm.set_member_attributes(%L, ''{}'')', tests.user_of('admin'))), '42501', 'nor an administrator his own');
select is(tests.outcome_as('admin', format('select crm.set_member_attributes(%L, ''{"limit": 100}'')', tests.user_of('rep'))), '1 row', 'but those of others');
select tests.outcome_as('admin', $$ select crm.set_permission('rep', 'deal', 'read', 'own', '{"field": "amount", "op": "lte", "caller": "attributes.limit"}') $$);
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '1', 'which conditions ask for');
select tests.outcome_as('admin', $$ select crm.set_permission('rep', 'deal', 'read', 'own') $$);
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '1', 'without a condition everything in reach is seen again');

-- how far managers see
select is(tests.verdict_as(who, 'select crm.set_manager_reach(''org'')'), '42501', who || ' does not widen managers')
from unnest(array['rep', 'manager', 'analyst', 'anonymous']) who;
select is(tests.verdict_as('admin', 'select crm.set_manager_reach(''world'')'), '22023', 'the reach is team or org');
select is(tests.outcome_as('admin', 'select crm.set_manager_reach(''org'')'), '1 row', 'an administrator lets managers see the organization');
select is(tests.value_as('manager', 'select count(*) from crm.deals'), '5', 'which they do at once');
select is(tests.verdict_as('manager', format('update crm.deals set next_step = ''x'' where owner_id = %L', tests.user_of('outsider'))), '0', 'but change their team''s alone');
select tests.outcome_as('admin', 'select crm.set_manager_reach(''team'')');
select is(tests.value_as('manager', 'select count(*) from crm.deals'), '4', 'and back');

select * from finish();
rollback;
