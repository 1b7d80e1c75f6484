-- Parallel workers know the caller, and decide as the leader does.
insert into crm.deals (org_id, id, owner_id, team_id)
select tests.id('acme'), tests.id('many' || n), tests.id(case when n % 4 = 0 then 'rep' else 'admin' end), tests.id(case when n % 4 = 0 then 'north' else 'sales' end)
from generate_series(1, 40000) n;
analyze crm.deals;
set parallel_setup_cost = 0;
set parallel_tuple_cost = 0;
set min_parallel_table_scan_size = 0;
set min_parallel_index_scan_size = 0;
set max_parallel_workers_per_gather = 4;

create function pg_temp.workers(query text) returns integer language plpgsql as $$
declare
  line text;
  workers integer := 0;
begin
  for line in execute 'explain (analyze, costs off, timing off, summary off) ' || query loop
    workers := greatest(workers, (regexp_match(line, 'Workers Launched: (\d+)'))[1]::integer);
  end loop;
  return workers;
end
$$;

begin;
select tests.act_as('admin') \g /dev/null
select tests.ok(pg_temp.workers('select count(*) from crm.deals') > 0, 'a count runs in workers');
select tests.equal(count(*), 40050::bigint, 'org scope in workers') from crm.deals;
select tests.act_as('manager') \g /dev/null
select tests.equal(count(*), 10030::bigint, 'team scope in workers') from crm.deals;
set local enable_indexscan = off;
set local enable_bitmapscan = off;
set local enable_indexonlyscan = off;
select tests.act_as('rep') \g /dev/null
select tests.ok(pg_temp.workers('select count(*) from crm.deals') > 0, 'own scope runs in workers too');
select tests.equal(count(*), 10010::bigint, 'own scope in workers') from crm.deals;
savepoint change;
reset role;
update crm.memberships set role_id = tests.id('acmeadmin') where user_id = tests.id('rep');
set local role authenticated;
select tests.equal(count(*), 40050::bigint, 'workers know a change of this transaction') from crm.deals;
rollback to change;
select tests.equal(count(*), 10010::bigint, 'and its rollback') from crm.deals;
set local role anon;
select tests.equal(count(*), 0::bigint, 'workers know the role') from crm.deals;
set local role authenticated;
select set_config('request.jwt.claims', tests.claims('other admin'), true) \g /dev/null
select tests.equal(count(*), 3::bigint, 'workers know new claims') from crm.deals;
rollback;

-- The workers of a plan kept from another caller, after rights were forgotten.
set plan_cache_mode = force_generic_plan;
prepare seen as select count(*) from crm.deals;
begin;
select tests.act_as('admin') \g /dev/null
execute seen \g /dev/null
reset role;
update crm.roles set key = key;
select tests.act_as('manager') \g /dev/null
reset role;
grant temp on database :DBNAME to authenticated;
set local role authenticated;
create temp table answer as execute seen;
select tests.equal(count, 10030::bigint, 'workers and leader load rights by themselves where nothing is remembered') from answer;
rollback;
