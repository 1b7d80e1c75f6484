-- A login of the database that is a member by itself, and system administrators who visit.
create role analyst_login login;
create role clerk_login login;
grant authenticated to clerk_login;
grant usage on schema crm to analyst_login;
grant select on crm.deals to analyst_login;
insert into crm_private.sql_logins values ('analyst_login', tests.id('acme'), tests.id('manager'), true), ('clerk_login', tests.id('acme'), tests.id('rep'), false);

set session authorization analyst_login;
begin;
select tests.equal(array[crm_ext.current_user_id(), crm_ext.current_org()], array[tests.id('manager'), tests.id('acme')], 'a login is its member');
select tests.equal(count(*), 30::bigint, 'and sees what the member sees') from crm.deals;
select set_config('request.jwt.claims', tests.claims('other admin', 'globex'), true), set_config('request.headers', '{"x-org-id": "globex"}', true) \g /dev/null
select tests.equal(crm_ext.current_user_id(), tests.id('manager'), 'whatever it claims');
select tests.equal(count(*) filter (where org_id = tests.id('acme')), count(*), 'in no other organization') from crm.deals;
select tests.ok(not crm_ext.row_allowed('update', 'deal', tests.id('acme'), tests.id('manager'), null) and not crm_ext.has_permission('deal', 'create'), 'a read-only login has no right to write');
rollback;
reset session authorization;
update crm.memberships set status = 'suspended' where user_id = tests.id('manager');
set session authorization analyst_login;
select tests.equal(crm_ext.current_user_id(), null, 'a suspended member''s login is nobody');
reset session authorization;
update crm.memberships set status = 'active' where user_id = tests.id('manager');
insert into crm.record_shares (org_id, deal_id, access, user_id) values (tests.id('acme'), tests.id('helper1'), 'update', tests.id('manager'));
set session authorization analyst_login;
select tests.ok(crm_ext.row_shared('deal', tests.id('acme'), tests.id('helper1')) and not crm_ext.row_allowed('update', 'deal', tests.id('acme'), tests.id('helper'), tests.id('support'), tests.id('helper1'), d), 'nor do shares give one')
from (select 1 as amount) d;
reset session authorization;
set session authorization clerk_login;
begin;
set local role authenticated;
select set_config('request.jwt.claims', tests.claims('admin'), true) \g /dev/null
select tests.equal(count(*), 10::bigint, 'nor does a role make it believed') from crm.deals;
update crm.deals set amount = 5 where name = 'rep 1' returning tests.ok(true, 'a login that may write writes');
rollback;
reset session authorization;
delete from crm_private.sql_logins;
set session authorization analyst_login;
select tests.equal(crm_ext.current_user_id(), null, 'a login taken from its member is nobody at once');
reset session authorization;

-- Visits.
create function pg_temp.sees(org text) returns bigint language plpgsql as $$
declare
  seen bigint;
begin
  perform tests.act_as('operator', org);
  select count(*) into seen from crm.deals;
  perform set_config('role', 'none', true);
  return seen;
end
$$;
insert into crm.memberships (org_id, user_id, role_id) values (tests.id('acme'), tests.id('operator'), tests.id('acmerep'));
begin;
select tests.equal(array[pg_temp.sees('acme'), pg_temp.sees('globex')], array[0, 0]::bigint[], 'a system administrator has no rights without a visit');
insert into crm_private.system_admin_visits values (tests.id('operator'), tests.id('globex'), now(), now() + interval '1 hour');
select tests.equal(pg_temp.sees('globex'), 0::bigint, 'nor has a visitor who is none');
insert into crm_private.system_admins values (tests.id('operator'));
select tests.equal(array[pg_temp.sees('globex'), pg_temp.sees('acme')], array[3, 0]::bigint[], 'a visit gives all rights in its organization, and in no other');
select tests.act_as('operator', 'globex') \g /dev/null
select tests.equal(crm_ext.current_role_key(), 'system_admin', 'under a role of its own');
select tests.ok(crm_ext.row_allowed('delete', 'deal', tests.id('globex'), null, null) and crm_ext.has_permission('export', 'execute'), 'with every action');
select tests.act_as('operator') \g /dev/null
select tests.equal(crm_ext.current_org(), tests.id('acme'), 'a membership comes first where no organization is named');
reset role;
insert into crm_private.system_admin_visits values (tests.id('operator'), tests.id('acme'), now(), now() + interval '1 hour');
select tests.equal(pg_temp.sees('acme'), 50::bigint, 'a visit where one is a member gives all rights too');
update crm_private.system_admin_visits set left_at = now();
select tests.equal(array[pg_temp.sees('globex'), pg_temp.sees('acme')], array[0, 0]::bigint[], 'a visit that was left gives none');
rollback;
begin;
insert into crm_private.system_admins values (tests.id('operator'));
insert into crm_private.system_admin_visits values (tests.id('operator'), tests.id('globex'), now(), clock_timestamp() + interval '400 milliseconds');
create function pg_temp.around_the_end(out seen text) language plpgsql as $$
declare
  number bigint;
begin
  seen := '';
  for i in 1..2 loop
    select count(*) into number from crm.deals;
    seen := seen || number || ' ';
    perform pg_sleep(0.5);
  end loop;
end
$$;
select tests.act_as('operator', 'globex') \g /dev/null
select tests.equal(pg_temp.around_the_end(), '3 0 ', 'a visit ends by itself, within a transaction too');
select tests.equal(crm_ext.current_org(), null, 'and leaves nobody');
rollback;
