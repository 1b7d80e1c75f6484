-- The planner leaves the record out where nothing looks at it, finds shared records by their ids, and stays right when a
-- plan made for one caller is run for another.
\ir support/record_policies.sql
update crm.deals set amount = substring(name from '\d+$')::numeric * 1000 where org_id = tests.id('acme');
insert into crm.deals (org_id, id, owner_id, team_id, name, amount)
select tests.id('acme'), tests.id('bulk' || n), tests.id('filler' || n % 100), tests.id('support'), 'bulk', n from generate_series(1, 20000) n;
create index deals_owner on crm.deals (org_id, owner_id, created_at desc) include (team_id);
create index deals_created on crm.deals (org_id, created_at desc) include (owner_id, team_id, id);
vacuum analyze crm.deals;
insert into crm.record_shares (org_id, deal_id, user_id) values (tests.id('acme'), tests.id('helper1'), tests.id('rep')), (tests.id('acme'), tests.id('bulk7'), tests.id('rep'));

create function pg_temp.plan(person text, query text) returns text language plpgsql as $$
declare
  line text;
  plan text := '';
begin
  perform tests.act_as(person);
  for line in execute 'explain (costs off, verbose) ' || query loop plan := plan || line || e'\n'; end loop;
  perform set_config('role', 'none', true);
  return plan;
end
$$;
create function pg_temp.counts(person text) returns bigint language plpgsql as $$
declare
  seen bigint;
begin
  perform tests.act_as(person);
  execute 'select count(*) from crm.deals where name <> ''bulk'' or amount < 8' into seen;
  perform set_config('role', 'none', true);
  return seen;
end
$$;

begin;
set local enable_seqscan = off;
select tests.ok(plan ~ 'Index Only Scan' and plan !~ 'deals\.\*', 'an org caller''s count reads an index only')
from pg_temp.plan('admin', 'select count(*) from crm.deals') plan;
select tests.ok(plan ~ 'owner_id = crm_ext.sole_owner\(''read''::text, ''deal''::text\)' and plan ~ 'deals_owner' and plan !~ 'deals\.\*', 'an own caller''s list reads the owner index')
from pg_temp.plan('rep2', 'select * from crm.deals') plan;
select tests.ok(plan ~ 'Index Scan using deals_owner' and plan !~ 'Sort', 'in its order')
from pg_temp.plan('rep2', 'select * from crm.deals order by created_at desc limit 5') plan;
select tests.ok(plan ~ 'whole_org\(''read''::text, ''deal''::text\)' and plan !~ 'row_visible', 'an org caller is asked about no row')
from pg_temp.plan('admin', 'select count(*) from crm.deals') plan;
select tests.ok(plan ~ 'Index Only Scan' and plan ~ 'class_visible', 'a team caller''s count reads an index only')
from pg_temp.plan('manager', 'select count(*) from crm.deals') plan;
select tests.ok(plan ~ 'BitmapOr' and plan ~ 'sole_owner' and plan ~ 'id = ANY \(crm_ext.shared_ids\(''deal''::text\)\)', 'shared records add a second index')
from pg_temp.plan('rep', 'select * from crm.deals') plan;
select tests.equal(array[pg_temp.counts('admin'), pg_temp.counts('rep'), pg_temp.counts('rep2')], array[57, 12, 10]::bigint[], 'and each sees the own rows');
select tests.ok(plan ~ 'deals_owner', 'a caller who changes rows finds them by the same index') from pg_temp.plan('rep2', 'update crm.deals set amount = 1') plan;
select tests.ok(plan ~ 'deals_owner', 'and so does one who locks them') from pg_temp.plan('rep2', 'select * from crm.deals for update') plan;
update crm.permissions set condition = '{"field": "amount", "op": "lte", "value": 3000}' where role_id = tests.id('acmemanager') and action = 'read';
select tests.ok(plan ~ 'deals\.\*', 'a condition needs the record') from pg_temp.plan('manager', 'select count(*) from crm.deals') plan;
set local crm.access_owner_index = off;
select tests.ok(plan !~ 'shared_ids\(|sole_owner|owner_lo', 'a setting turns the indexes off') from pg_temp.plan('rep', 'select * from crm.deals') plan;
rollback;

-- One plan for all callers, whoever it was made for.
update crm.permissions set condition = '{"field": "amount", "op": "lte", "value": 3000}' where role_id = tests.id('acmemanager') and action = 'read';
insert into crm.sharing_rules (org_id, resource, user_id, condition) values (tests.id('acme'), 'deal', tests.id('helper'), '{"field": "name", "op": "eq", "value": "admin 4"}');
create function pg_temp.seen_by_one_plan(people text[], out seen text) language plpgsql as $$
declare
  person text;
  number bigint;
begin
  seen := '';
  foreach person in array people loop
    perform set_config('request.jwt.claims', tests.claims(person), true);
    select count(*) into number from crm.deals d where d.name <> 'bulk' or d.amount < 8;
    seen := seen || person || ' ' || number || ', ';
  end loop;
end
$$;
set plan_cache_mode = force_generic_plan;
select 'admin 57, rep 12, rep2 10, manager 9, helper 11, guest 0, other rep 3, ' as expected \gset
begin;
select tests.act_as('admin') \g /dev/null
select tests.equal(pg_temp.seen_by_one_plan(array['admin', 'rep', 'rep2', 'manager', 'helper', 'guest', 'other rep']), :'expected', 'plans are right for each caller');
rollback;

-- The same forms asked directly, as a plan made for another caller asks them.
create function pg_temp.forms(person text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform tests.act_as(person);
  perform set_config('role', 'none', true);
  select format('%s%s%s%s', count(*) filter (where crm_ext.row_visible('deal', org_id, owner_id, team_id, id, d)),
    ' ' || count(*) filter (where crm_ext.row_visible('deal', org_id, owner_id, team_id, id)),
    ' ' || count(*) filter (where crm_ext.row_reached('deal', org_id, owner_id, team_id, id) or crm_ext.row_shared('deal', org_id, id)),
    ' ' || count(*) filter (where owner_id between crm_ext.allowed_owner_lo('read', 'deal') and crm_ext.allowed_owner_hi('read', 'deal')
      and crm_ext.row_visible('deal', org_id, owner_id, team_id, id)))
  into answer from (select * from crm.deals offset 0) d where d.name <> 'bulk' or d.amount < 8;
  return answer;
end
$$;
begin;
set local role none;
select tests.equal(pg_temp.forms(person), format('%1$s %1$s %1$s %1$s', seen), person || ' gets the same answer from every form')
from (values ('admin', 57), ('rep', 12), ('rep2', 10), ('manager', 9), ('helper', 11), ('guest', 0), ('nobody', 0)) expected (person, seen);
rollback;

-- In parallel workers, which look rows up as well.
begin;
set local parallel_setup_cost = 0;
set local parallel_tuple_cost = 0;
set local min_parallel_table_scan_size = 0;
set local max_parallel_workers_per_gather = 3;
set local enable_indexscan = off;
set local enable_indexonlyscan = off;
set local enable_bitmapscan = off;
select tests.equal(array[pg_temp.counts('admin'), pg_temp.counts('rep'), pg_temp.counts('manager'), pg_temp.counts('helper')], array[57, 12, 9, 11]::bigint[], 'workers decide alike');
select tests.act_as('manager') \g /dev/null
reset role;
select tests.equal(count(*), 9::bigint, 'workers look rows up') from (select * from crm.deals) d
where crm_ext.row_visible('deal', org_id, owner_id, team_id, id) and (d.name <> 'bulk' or d.amount < 8);
rollback;
