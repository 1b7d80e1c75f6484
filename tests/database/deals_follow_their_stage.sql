-- Status, probability, closing time and history of a deal follow its stage, whichever way it was changed.
begin;
select plan(14);

create function pg_temp.deal() returns crm.deals language sql as $$
  select d from crm.deals d where d.owner_id = tests.user_of('rep');
$$;
create function pg_temp.stage(type text) returns crm.stages language sql as $$
  select s from crm.stages s join crm.pipelines p on p.org_id = s.org_id and p.id = s.pipeline_id and p.is_default
  where s.org_id = tests.org() and s.type = stage.type order by s.position desc limit 1;
$$;

select is((pg_temp.deal()).status, 'open', 'a new deal is open');
select is((pg_temp.deal()).probability, (select probability from crm.stages where id = (pg_temp.deal()).stage_id), 'with the probability of its stage');
select is((select count(*) from crm.deal_stage_history h where h.deal_id = (pg_temp.deal()).id), 1::bigint, 'and one step of history');

select is(tests.outcome_as('rep', format('update crm.deals set stage_id = %L', (pg_temp.stage('open')).id)), '1 row', 'a plain update moves it');
select is((select count(*) from crm.deal_stage_history h where h.deal_id = (pg_temp.deal()).id and h.left_at is null), 1::bigint, 'it is in one stage at a time');
select is((select count(*) from crm.deal_stage_history h where h.deal_id = (pg_temp.deal()).id), 2::bigint, 'and the move is in the history');

select is(tests.outcome_as('rep', format('update crm.deals set stage_id = %L', (pg_temp.stage('won')).id)), '1 row', 'it is moved to won');
select is(array[(pg_temp.deal()).status, (pg_temp.deal()).probability::text], array['won', '1.0000'], 'and is won');
select isnt((pg_temp.deal()).closed_at, null, 'and closed');

update crm.stages set probability = 0.5 where id = (select stage_id from crm.deals where owner_id = tests.user_of('otherRep'));
select is((select probability <> 0.5 from crm.deals where owner_id = tests.user_of('otherRep')), true,
  'a stage''s new probability does not rewrite the deals in it');

select throws_like(
  'update crm.stages set type = ''won'', probability = 1 where id = (select stage_id from crm.deals where owner_id = tests.user_of(''otherRep''))',
  '%has deals and keeps its type', 'a stage that has deals keeps its type');
select lives_ok(
  'update crm.stages set type = ''lost'', probability = 0 where org_id = tests.org() and position = 3 and type = ''open''',
  'and an empty one may change it');

select throws_ok(format('update crm.deals set status = ''lost'' where id = %L', (pg_temp.deal()).id), '23514', null,
  'a status without its stage is refused to everybody');
select alike(tests.outcome_as('otherRep', format('update crm.deals set stage_id = %L', (pg_temp.stage('lost')).id)), '23514%',
  'a deal is not lost without a reason');

select * from finish();
rollback;
