-- Members cannot leave their organization without an administrator, nor bend its teams into a loop.
begin;
select plan(8);

select is(tests.verdict_as('admin', format($$ update crm.memberships set status = 'suspended' where user_id = %L $$, tests.user_of('admin'))),
  'PT409', 'the last admin cannot suspend himself');
select is(
  tests.verdict_as('admin', format($$ update crm.memberships set role_id = (select id from crm.roles where key = 'rep') where user_id = %L $$, tests.user_of('admin'))),
  'PT409', 'nor give up the role');
select is(
  tests.outcome_as('admin', format($$ update crm.memberships set role_id = (select id from crm.roles where key = 'admin') where user_id = %L $$, tests.user_of('outsider'))),
  '1 row', 'he makes another admin');
select is(
  tests.outcome_as('admin', format($$ update crm.memberships set status = 'suspended' where user_id = %L $$, tests.user_of('admin'))),
  '1 row', 'then he may go');
select is(tests.value_as('admin', 'select crm_ext.current_org()'), null, 'and has no organization any more');
select is(tests.verdict_as('manager', format($$ update crm.memberships set status = 'active' where user_id = %L $$, tests.user_of('admin'))),
  '0', 'a manager cannot bring him back');

select throws_ok(
  format($$ update crm.teams set parent_id = (select id from crm.teams where org_id = %1$L and name = 'Field')
            where org_id = %1$L and name = 'Sales' $$, tests.org()),
  '23514', null, 'a team does not stand below its own branch');
select throws_ok(
  format($$ update crm.accounts set parent_id = id where org_id = %L $$, tests.org()),
  '23514', null, 'nor an account below itself');

select * from finish();
rollback;
