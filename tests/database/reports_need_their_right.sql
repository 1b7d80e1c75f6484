-- The functions of analytics run for members with the right report:execute, and count what those may see.
begin;
select no_plan();

create temporary table reports (call text);
insert into reports values ('analytics.pipeline_by_stage()'), ('analytics.win_rate()'), ('analytics.sales_cycle()'), ('analytics.stage_conversion()'),
  ('analytics.velocity()'), ('analytics.rep_leaderboard()');

select isnt(tests.verdict_as(who, 'select * from ' || call), '42501', format('%s runs %s', who, call))
from reports cross join unnest(array['admin', 'manager', 'rep', 'analyst']) who;
select is(tests.verdict_as('anonymous', 'select * from ' || call), '42501', format('anonymous does not run %s', call)) from reports;

select tests.outcome_as('admin', format('select crm.change_member_role(%L, ''support'')', tests.user_of('outsider')));
select is(tests.verdict_as('outsider', 'select * from ' || call), '42501', format('a support agent does not run %s', call)) from reports;
select tests.outcome_as('admin', $$ select crm.set_permission('support', 'report', 'execute', 'org') $$);
select isnt(tests.verdict_as('outsider', 'select * from ' || call), '42501', format('given the right he runs %s', call)) from reports;

select * from finish();
rollback;
