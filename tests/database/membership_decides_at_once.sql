-- Rights come from the memberships as they stand now; a token says only who somebody is.
begin;
select plan(14);

create function pg_temp.seen() returns bigint language sql as $$
  select tests.value_as('outsider', 'select count(*) from crm.deals')::bigint;
$$;
create function pg_temp.role_id(key text) returns uuid language sql as $$
  select r.id from crm.roles r where r.org_id = tests.org() and r.key = role_id.key;
$$;
create function pg_temp.change(assignment text) returns void language plpgsql as $$
begin
  execute format('update crm.memberships set %s where user_id = %L', assignment, tests.user_of('outsider'));
end;
$$;

select is(pg_temp.seen(), 1::bigint, 'a rep sees his own deal');
select pg_temp.change(format('role_id = %L', pg_temp.role_id('analyst')));
select is(pg_temp.seen(), 5::bigint, 'made an analyst, all deals of the organization');
select pg_temp.change(format('role_id = %L', pg_temp.role_id('manager')));
select is(pg_temp.seen(), 1::bigint, 'made a manager of his own team, those of the team');
select pg_temp.change(format('team_id = (select id from crm.teams where org_id = %L and name = ''Sales'')', tests.org()));
select is(pg_temp.seen(), 5::bigint, 'moved to the upper team, those of the tree and his own');
select pg_temp.change('status = ''suspended''');
select is(pg_temp.seen(), 0::bigint, 'suspended, nothing');
select pg_temp.change('status = ''invited''');
select is(pg_temp.seen(), 0::bigint, 'invited but not yet there, nothing');
select pg_temp.change(format('status = ''active'', role_id = %L', pg_temp.role_id('rep')));
select is(pg_temp.seen(), 1::bigint, 'a rep again, his own');

update crm.teams set parent_id = null where org_id = tests.org() and name = 'Field';
select is(tests.value_as('manager', 'select count(*) from crm.deals')::bigint, 2::bigint, 'a team cut off the tree is out of its manager''s sight');
update crm.teams set parent_id = (select id from crm.teams where org_id = tests.org() and name = 'Sales') where org_id = tests.org() and name = 'Field';
select is(tests.value_as('manager', 'select count(*) from crm.deals')::bigint, 4::bigint, 'put back, it is seen again');

update crm.permissions set scope = 'none' where org_id = tests.org() and role_id = pg_temp.role_id('rep') and resource = 'deal' and action = 'read';
select is(pg_temp.seen(), 0::bigint, 'a permission taken away works at once');
delete from crm.permissions where org_id = tests.org() and role_id = pg_temp.role_id('rep') and resource = 'deal';
select is(pg_temp.seen(), 0::bigint, 'a permission that is not there is none');
insert into crm.permissions (org_id, role_id, resource, action, scope) values (tests.org(), pg_temp.role_id('rep'), 'deal', 'read', 'org');
select is(pg_temp.seen(), 5::bigint, 'a permission given works at once');

-- several identities in one transaction never share what was cached
select is(
  array(select tests.value_as(who, 'select count(*) from crm.accounts')::int from unnest(array['rep', 'admin', 'rep', 'admin@globex', 'rep']) who),
  array[1, 5, 1, 5, 1], 'identities that take turns in one transaction see each their own');

select is(tests.verdict_as('anonymous', 'select crm_ext.current_user_id()'), '42501', 'a caller without a token does not get at the functions behind the rules');

select * from finish();
rollback;
