-- Memberships, permissions and teams changed here or in another session: the next statement knows, a rollback undoes it.
create function pg_temp.seen(person text) returns bigint language plpgsql as $$
declare
  seen bigint;
begin
  perform tests.act_as(person);
  select count(*) into seen from crm.deals;
  perform set_config('role', 'none', true);
  return seen;
end
$$;

begin;
select tests.equal(pg_temp.seen('rep'), 10::bigint, 'a rep');
savepoint promotion;
update crm.memberships set role_id = tests.id('acmeadmin') where user_id = tests.id('rep');
select tests.equal(pg_temp.seen('rep'), 50::bigint, 'is promoted in the same transaction');
rollback to promotion;
select tests.equal(pg_temp.seen('rep'), 10::bigint, 'and no longer after ROLLBACK TO SAVEPOINT');
savepoint released;
update crm.memberships set role_id = tests.id('acmeadmin') where user_id = tests.id('rep');
release released;
select tests.equal(pg_temp.seen('rep'), 50::bigint, 'a released promotion stays');
rollback;
begin;
select tests.equal(pg_temp.seen('rep'), 10::bigint, 'until the transaction is rolled back');
update crm.memberships set status = 'suspended' where user_id = tests.id('rep');
select tests.equal(pg_temp.seen('rep'), 0::bigint, 'a suspended member sees nothing at once');
do $$ begin
  begin
    update crm.memberships set status = 'active', role_id = tests.id('acmeadmin') where user_id = tests.id('rep');
    perform pg_temp.seen('rep');
    raise exception 'undo';
  exception when raise_exception then null;
  end;
end $$;
select tests.equal(pg_temp.seen('rep'), 0::bigint, 'an exception takes a promotion back');
rollback;

begin;
update crm.permissions set scope = 'team' where role_id = tests.id('acmerep');
select tests.equal(pg_temp.seen('rep'), 20::bigint, 'a wider permission counts at once');
update crm.teams set parent_id = tests.id('north') where id = tests.id('support');
select tests.equal(pg_temp.seen('rep'), 30::bigint, 'a team moved below counts at once');
update crm.teams set parent_id = tests.id('support') where id = tests.id('north');
select tests.equal(pg_temp.seen('rep'), 30::bigint, 'a circle of teams ends');
delete from crm.permissions;
select tests.equal(pg_temp.seen('admin'), 0::bigint, 'without permissions nothing');
rollback;
begin;
truncate crm.memberships;
select tests.equal(pg_temp.seen('admin'), 0::bigint, 'TRUNCATE counts');
rollback;
begin;
delete from crm_private.claim_sources;
select tests.equal(pg_temp.seen('admin'), 0::bigint, 'a login that is no claim source any more is not believed');
rollback;
begin;
select tests.act_as('admin') \g /dev/null
select tests.send_header('{"x-org-id": "acme corporation"}') \g /dev/null
reset role;
update crm.organizations set slug = 'acme corporation' where slug = 'acme';
set local role authenticated;
select set_config('request.jwt.claims', json_build_object('sub', tests.id('admin'))::text, true) \g /dev/null
select tests.equal(count(*), 50::bigint, 'a new slug counts at once') from crm.deals;
rollback;

-- Kept expressions within one transaction.
create function pg_temp.around_a_promotion() returns text language plpgsql as $$
declare
  answers text := '';
begin
  perform set_config('request.jwt.claims', tests.claims('rep'), true);
  for i in 1..3 loop
    answers := answers || left(crm_ext.sees_all('deal')::text, 1);
    if i = 1 then
      update crm.memberships set role_id = tests.id('acmeadmin') where user_id = tests.id('rep');
    else
      update crm.memberships set role_id = tests.id('acmerep') where user_id = tests.id('rep');
    end if;
  end loop;
  return answers;
end
$$;
begin;
select tests.equal(pg_temp.around_a_promotion(), 'ftf', 'a kept expression follows the tables');
rollback;

-- Another session.
select tests.equal(pg_temp.seen('manager'), 30::bigint, 'a manager');
\! psql -X -q -c "update crm.memberships set status = 'suspended' where user_id = tests.id('manager')"
select tests.equal(pg_temp.seen('manager'), 0::bigint, 'suspended by another session sees nothing');
\! psql -X -q -c "update crm.memberships set status = 'active' where user_id = tests.id('manager')"
select tests.equal(pg_temp.seen('manager'), 30::bigint, 'and sees again');
begin isolation level repeatable read;
select tests.equal(pg_temp.seen('manager'), 30::bigint, 'in repeatable read');
\! psql -X -q -c "update crm.memberships set status = 'suspended' where user_id = tests.id('manager')"
select tests.equal(pg_temp.seen('manager'), 0::bigint, 'a right revoked by another session ends within the transaction');
commit;
begin isolation level serializable;
\! psql -X -q -c "update crm.memberships set status = 'active' where user_id = tests.id('manager')"
select tests.equal(pg_temp.seen('manager'), 30::bigint, 'and is back in serializable');
commit;
-- A change that is not committed concerns no other session.
begin;
update crm.memberships set status = 'suspended' where user_id = tests.id('manager');
\! PGOPTIONS='-c client_min_messages=warning' psql -X -q -A -t -c "begin" -c "select tests.act_as('manager')" -c "select tests.equal(count(*), 30::bigint, 'a change not yet committed concerns no other session') from crm.deals" | grep ok
rollback;

-- What is remembered.
select pg_temp.seen(person) from unnest(array['rep', 'admin', 'manager']) person \g /dev/null
select crm_ext.access_cache_loads() as loads \gset
select pg_temp.seen(person) from unnest(array['rep', 'admin', 'manager', 'rep', 'admin', 'manager']) person \g /dev/null
select tests.equal(crm_ext.access_cache_loads(), :loads::bigint, 'known callers are not looked up again, across transactions');
set crm.access_cache_entries = 2;
select pg_temp.seen(person) from unnest(array['rep', 'admin', 'manager', 'rep2', 'rep']) person \g /dev/null
select crm_ext.access_cache_loads() as loads \gset
select tests.equal(pg_temp.seen('rep'), 10::bigint, 'a full memory forgets the oldest');
select tests.equal(crm_ext.access_cache_loads(), :loads::bigint, 'not the latest');
select tests.equal(pg_temp.seen('admin'), 50::bigint, 'and what was forgotten is looked up');
select tests.ok(crm_ext.access_cache_loads() > :loads, 'again');
