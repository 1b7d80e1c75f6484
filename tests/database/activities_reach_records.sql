-- Activities lie in the month they happened in, and deals and leads know the latest of them without a new version.
begin;
select plan(14);

create function pg_temp.deal() returns crm.deals language sql as $$
  select d from crm.deals d where d.owner_id = tests.user_of('rep');
$$;
create temporary table before as select (pg_temp.deal()).row_version as row_version, (pg_temp.deal()).id as deal_id;
grant select on before to authenticated;

select is((pg_temp.deal()).last_activity_at, null, 'a planned call is no contact yet');
select is(
  tests.value_as('rep', $$ select (crm.log_activity('meeting', 'Visit', occurred_at => '2026-02-03 10:00+00', duration_seconds => 1800,
    deal_id => (select deal_id from before))).subject $$),
  'Visit', 'a rep logs a meeting of February');
select is((pg_temp.deal()).last_activity_at, '2026-02-03 10:00+00'::timestamptz, 'the deal knows when it was');
select is((pg_temp.deal()).row_version, (select row_version from before), 'and keeps its version for whoever edits it');
select is(
  (select a.tableoid::regclass::text from crm.activities a where a.subject = 'Visit'), 'crm_private.activities_2026_02',
  'the meeting lies in its month');
select is(
  (select crm_ext.uuid_v7_time(a.id) from crm.activities a where a.subject = 'Visit'), '2026-02-03 10:00+00'::timestamptz,
  'its id tells when');
select is(
  tests.outcome_as('rep', $$ update crm.activities set status = 'done' where subject like 'Call%' $$), '1 row', 'the planned call is made');
select is((pg_temp.deal()).last_activity_at, now(), 'now the deal was touched now');
select is(
  tests.value_as('rep', $$ select (crm.log_activity('call', 'Old call', occurred_at => '2025-01-07 09:00+00',
    deal_id => (select deal_id from before))).subject $$),
  'Old call', 'an older call is added');
select is((pg_temp.deal()).last_activity_at, now(), 'it does not set the clock back');

select is(
  tests.verdict_as('otherRep', $$ select crm.log_activity('call', deal_id => (select deal_id from before)) $$),
  'PT404', 'nobody logs on a deal that he does not see');
select is(tests.verdict_as('analyst', $$ select crm.log_activity('call') $$), '42501', 'nor without the right to create');

select is(
  crm_private.ensure_activity_partitions('2031-01-15', '2031-03-01'), 3, 'months ahead are made');
select is(
  crm_private.ensure_activity_partitions('2031-01-15', '2031-03-01'), 0, 'once');

select * from finish();
rollback;
