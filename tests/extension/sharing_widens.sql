-- Shares of single records, record teams and sharing rules reach beyond the scope, for reading and updating only.
\ir support/record_policies.sql
create function pg_temp.sees(person text, name text default null) returns bigint language plpgsql as $$
declare
  seen bigint;
begin
  perform tests.act_as(person);
  select count(*) into seen from crm.deals d where d.name = sees.name or sees.name is null;
  perform set_config('role', 'none', true);
  return seen;
end
$$;
create function pg_temp.changes(person text, name text) returns bigint language plpgsql as $$
declare
  changed bigint;
begin
  perform tests.act_as(person);
  update crm.deals d set amount = 1 where d.name = changes.name;
  get diagnostics changed = row_count;
  perform set_config('role', 'none', true);
  return changed;
end
$$;
create function pg_temp.share(record text, access text, person text, team text default null, role text default null) returns void
language sql as $$
  insert into crm.record_shares (org_id, deal_id, access, user_id, team_id, role_id)
  values (tests.id('acme'), tests.id(record), access, tests.id(person), tests.id(team), tests.id('acme' || role))
$$;

begin;
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('manager'), pg_temp.sees('admin'), pg_temp.sees('guest')], array[10, 30, 50, 0]::bigint[], 'without sharing the scopes decide');
select pg_temp.share('helper1', 'read', 'rep') \g /dev/null
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('rep', 'helper 1')], array[11, 1]::bigint[], 'a share adds its record at once');
select tests.equal(pg_temp.sees('rep2'), 10::bigint, 'for its member and nobody else');
select tests.equal(pg_temp.changes('rep', 'helper 1'), 0::bigint, 'a share for reading changes nothing');
savepoint more;
update crm.record_shares set access = 'update';
select tests.equal(pg_temp.changes('rep', 'helper 1'), 1::bigint, 'a share for updating changes');
select tests.equal(pg_temp.sees('rep', 'helper 1'), 1::bigint, 'and reads');
select tests.act_as('admin') \g /dev/null
with gone as (delete from crm.deals where name = 'helper 1' returning 1) select tests.equal(count(*), 1::bigint, 'an admin deletes') from gone;
select tests.act_as('rep') \g /dev/null
with gone as (delete from crm.deals where name = 'helper 2' returning 1) select tests.equal(count(*), 0::bigint, 'a share deletes nothing') from gone;
rollback to more;
select tests.equal(pg_temp.changes('rep', 'helper 1'), 0::bigint, 'the rollback to a savepoint takes the share back at once');
reset role;
delete from crm.record_shares;
select tests.equal(pg_temp.sees('rep'), 10::bigint, 'and so does its deletion');
rollback;

begin;
select pg_temp.share('helper1', 'read', null, 'field') \g /dev/null
select tests.equal(array[pg_temp.sees('manager'), pg_temp.sees('rep'), pg_temp.sees('rep2')], array[31, 11, 11]::bigint[], 'a share with a team is for its members and those of the teams below');
select pg_temp.share('helper2', 'read', null, 'sales') \g /dev/null
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('helper')], array[12, 10]::bigint[], 'and of teams further below');
select pg_temp.share('admin1', 'read', null, 'north') \g /dev/null
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('manager')], array[13, 32]::bigint[], 'but not for the teams above');
update crm.teams set parent_id = null where id = tests.id('north');
select tests.equal(pg_temp.sees('rep'), 11::bigint, 'a team that moves away takes its members along');
rollback;

begin;
select pg_temp.share('helper1', 'read', null, null, 'rep') \g /dev/null
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('rep2'), pg_temp.sees('manager')], array[11, 11, 30]::bigint[], 'a share with a role is for its members');
select pg_temp.share('helper1', 'update', null, null, 'guest') \g /dev/null
select tests.equal(pg_temp.sees('guest'), 0::bigint, 'where the role has no right, a share gives none');
select pg_temp.share('globex1', 'update', 'rep') \g /dev/null
select tests.equal(pg_temp.sees('rep'), 11::bigint, 'a share reaches into no other organization');
select tests.act_as('other rep') \g /dev/null
select tests.equal(count(*), 3::bigint, 'nor out of it') from crm.deals;
rollback;

begin;
insert into crm.deal_team_members (org_id, deal_id, user_id, access) values
  (tests.id('acme'), tests.id('helper1'), tests.id('rep'), 'read'), (tests.id('acme'), tests.id('helper2'), tests.id('rep'), 'update');
select tests.equal(array[pg_temp.sees('rep'), pg_temp.changes('rep', 'helper 1'), pg_temp.changes('rep', 'helper 2')], array[12, 0, 1]::bigint[], 'the team of a deal sees it, and changes it where that was given');
insert into crm.account_team_members (org_id, account_id, user_id, access) values (tests.id('acme'), tests.id('helper3'), tests.id('rep'), 'update');
select tests.equal(pg_temp.sees('rep'), 12::bigint, 'the team of an account is about accounts');
select tests.act_as('rep') \g /dev/null
select tests.equal(crm_ext.shared_ids('deal'), (select array_agg(id order by id) from unnest(array[tests.id('helper1'), tests.id('helper2')]) id), 'the shared records have a list');
select tests.equal(array[crm_ext.row_shared('deal', tests.id('acme'), tests.id('helper1')), crm_ext.row_shared('deal', tests.id('acme'), tests.id('rep1')),
  crm_ext.row_shared('deal', tests.id('globex'), tests.id('helper1')), crm_ext.row_shared('deal', tests.id('acme'), null)], array[true, false, false, false], 'and a question each');
select tests.equal(crm_ext.shared_ids('lead'), '{}', 'which is empty without the right to read the kind');
rollback;

begin;
insert into crm.sharing_rules (org_id, id, resource, access, role_id) values (tests.id('acme'), tests.id('everything'), 'deal', 'read', tests.id('acmerep'));
select tests.equal(array[pg_temp.sees('rep'), pg_temp.changes('rep', 'helper 1'), pg_temp.sees('manager')], array[50, 0, 30]::bigint[], 'a rule without conditions shares all');
select tests.act_as('rep') \g /dev/null
select tests.ok(crm_ext.sees_all('deal') and not crm_ext.is_conditional('read', 'deal'), 'and sees_all knows');
select tests.ok(crm_ext.row_visible('deal', tests.id('acme'), null, null) and not crm_ext.row_allowed('update', 'deal', tests.id('acme'), tests.id('helper'), null), 'and so do classes');
reset role;
update crm.sharing_rules set is_active = false;
select tests.equal(pg_temp.sees('rep'), 10::bigint, 'a rule that is not active shares nothing');
update crm.sharing_rules set is_active = true, source_team_id = tests.id('field');
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('helper')], array[30, 40]::bigint[], 'a source team shares its records and those of the teams below');
update crm.sharing_rules set source_team_id = null, condition = '{"field": "name", "op": "in", "value": ["helper 1", "admin 2"]}';
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('rep', 'admin 2'), pg_temp.sees('rep', 'admin 1')], array[12, 1, 0]::bigint[], 'a condition shares the records that meet it');
update crm.sharing_rules set access = 'update', source_team_id = tests.id('support');
select tests.equal(array[pg_temp.sees('rep'), pg_temp.changes('rep', 'helper 1'), pg_temp.changes('rep', 'admin 2')], array[11, 1, 0]::bigint[], 'together with a source team both must hold');
update crm.sharing_rules set role_id = null, team_id = tests.id('field');
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('manager'), pg_temp.sees('helper')], array[11, 31, 10]::bigint[], 'a rule for a team is for the teams below as well');
update crm.sharing_rules set team_id = null, user_id = tests.id('guest');
select tests.equal(array[pg_temp.sees('guest'), pg_temp.sees('rep')], array[0, 10]::bigint[], 'a rule gives nothing where the role has no right');
rollback;

begin;
insert into crm.sharing_rules (org_id, resource, access, user_id) values (tests.id('acme'), 'deal', 'update', tests.id('rep'));
select pg_temp.share('helper1', 'update', 'rep') \g /dev/null
select tests.act_as('rep') \g /dev/null
select tests.equal(
  array[crm_ext.row_allowed('update', 'deal', d.org_id, d.owner_id, d.team_id, d.id, d), crm_ext.row_allowed_by_role('update', 'deal', d.org_id, d.owner_id, d.team_id, d.id, d)],
  array[true, d.owner_id = tests.id('rep')], format('what is shared is not the caller''s to give away: %s', d.name))
from crm.deals d where name in ('helper 1', 'helper 2', 'rep 1') order by name;
rollback;
