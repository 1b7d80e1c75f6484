-- A deal rots when neither its stage nor an activity moved it for the days its stage allows.
begin;
select plan(7);

create function pg_temp.rots(who text) returns boolean language sql as $$
  select tests.value_as(who, format('select exists (select from crm.rotting_deals where id = %L)',
    (select d.id from crm.deals d where d.owner_id = tests.user_of('rep'))))::boolean;
$$;
update crm.stages set rot_days = 10 where org_id = tests.org() and type = 'open';

select is(pg_temp.rots('rep'), false, 'a new deal does not rot');
update crm.deals set stage_entered_at = now() - interval '11 days' where owner_id = tests.user_of('rep');
select is(pg_temp.rots('rep'), true, 'after the days of its stage it does');
select is(pg_temp.rots('otherRep'), false, 'another rep does not see that');
select is(pg_temp.rots('manager'), true, 'his manager does');
update crm.deals set last_activity_at = now() - interval '2 days' where owner_id = tests.user_of('rep');
select is(pg_temp.rots('rep'), false, 'an activity starts the clock again');
update crm.deals set last_activity_at = now() - interval '10 days 1 hour' where owner_id = tests.user_of('rep');
select is(
  tests.value_as('rep', $$ select last_moved_by from crm.rotting_deals $$), 'activity', 'the last reset is told');
update crm.stages set rot_days = null where org_id = tests.org();
select is(pg_temp.rots('rep'), false, 'a stage without days never rots');

select * from finish();
rollback;
