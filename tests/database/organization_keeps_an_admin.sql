-- Members cannot leave their organization without an administrator, nor bend its teams into a loop.
begin;
select plan(12);

select is(tests.verdict_as('admin', 'select crm.resign_membership()'), 'PT409', 'the last admin cannot leave');
select is(tests.verdict_as('admin', format('select crm.suspend_member(%L)', tests.user_of('admin'))), '42501', 'nor suspend himself');
select is(tests.verdict_as('admin', format('select crm.change_member_role(%L, ''rep'')', tests.user_of('admin'))), '42501', 'nor give up the role');
select is(tests.outcome_as('admin', format('select crm.change_member_role(%L, ''admin'')', tests.user_of('outsider'))), '1 row', 'he makes another admin');
select is(tests.outcome_as('outsider', format('select crm.suspend_member(%L)', tests.user_of('admin'))), '1 row', 'who suspends him');
select is(tests.value_as('admin', 'select crm_ext.current_org()'), null, 'and he has no organization any more');
select is(tests.verdict_as('outsider', 'select crm.resign_membership()'), 'PT409', 'a suspended administrator does not count');
select is(tests.verdict_as('manager', format('select crm.reactivate_member(%L)', tests.user_of('admin'))), '42501', 'a manager cannot bring him back');
select is(tests.outcome_as('outsider', format('select crm.reactivate_member(%L)', tests.user_of('admin'))), '1 row', 'an administrator can');
select is(tests.verdict_as('outsider', format('select crm.remove_member(%L, transfer_to => %L)', tests.user_of('admin'), tests.user_of('rep'))), '1',
  'and of two administrators one may go');

select throws_ok(
  format($$ update crm.teams set parent_id = (select id from crm.teams where org_id = %1$L and name = 'Field')
            where org_id = %1$L and name = 'Sales' $$, tests.org()),
  '23514', null, 'a team does not stand below its own branch');
select throws_ok(
  format($$ update crm.accounts set parent_id = id where org_id = %L $$, tests.org()),
  '23514', null, 'nor an account below itself');

select * from finish();
rollback;
