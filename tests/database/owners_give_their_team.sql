-- A record's team is its owner's, unless one is given; a record can only be given to whom the giver's rights reach.
begin;
select plan(7);

create function pg_temp.team(name text) returns uuid language sql as $$
  select t.id from crm.teams t where t.org_id = tests.org() and t.name = team.name;
$$;

select is(tests.outcome_as('rep', $$ insert into crm.accounts (name) values ('Umbrella') $$), '1 row', 'a rep makes an account');
select is((select a.team_id from crm.accounts a where a.name = 'Umbrella'), pg_temp.team('Field'), 'it is his team''s');
select is((select a.owner_id from crm.accounts a where a.name = 'Umbrella'), tests.user_of('rep'), 'and his own');
select is(
  tests.verdict_as('rep', format($$ update crm.accounts set owner_id = %L where name = 'Umbrella' $$, tests.user_of('otherRep'))),
  '42501', 'he cannot give it away');
select is(
  tests.outcome_as('manager', format($$ update crm.accounts set owner_id = %L where name = 'Umbrella' $$, tests.user_of('manager'))),
  '1 row', 'his manager takes it over');
select is((select a.team_id from crm.accounts a where a.name = 'Umbrella'), pg_temp.team('Sales'), 'the team follows the owner');
select is(
  tests.verdict_as('manager', format($$ update crm.accounts set owner_id = %L where name = 'Umbrella' $$, tests.user_of('outsider'))),
  '42501', 'but does not give it to a team beside his own');

select * from finish();
rollback;
