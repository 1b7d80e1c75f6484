-- A contact's e-mail and phone are its primary contact points, kept in step and normalised.
begin;
select plan(6);

create function pg_temp.points() returns text[] language sql as $$
  select array_agg(p.kind || ' ' || p.normalized_value || case when p.is_primary then ' primary' else '' end order by p.kind, p.normalized_value)
  from crm.contact_points p join crm.contacts c on c.org_id = p.org_id and c.id = p.contact_id
  where c.owner_id = tests.user_of('rep');
$$;

select is(pg_temp.points(), array['email rep.contact@acme.example primary'], 'the e-mail of a contact is its first contact point');
select is(tests.outcome_as('rep', $$ update crm.contacts set email = ' New.Address@Acme.Example ' $$), '1 row', 'a new e-mail is given');
select ok('email new.address@acme.example primary' = any (pg_temp.points()), 'it is the primary contact point, normalised');
select is(
  tests.outcome_as('rep', $$ insert into crm.contact_points (contact_id, kind, value) select id, 'mobile', '+49 170 1234567' from crm.contacts $$),
  '1 row', 'a mobile number is added');
select ok('mobile +491701234567' = any (select split_part(p, ' primary', 1) from unnest(pg_temp.points()) p), 'and kept in E.164');
select is(
  tests.verdict_as('rep', $$ insert into crm.contact_points (contact_id, kind, value) select id, 'email', 'NEW.address@acme.example' from crm.contacts $$),
  '23505', 'the same address in other letters is the same');

select * from finish();
rollback;
