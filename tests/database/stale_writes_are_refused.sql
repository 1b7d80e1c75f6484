-- A write that carries the row_version it read is refused when somebody was faster; one that carries none is not.
begin;
select no_plan();

create temporary table versioned as
select c.relname as table_name
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attname = 'row_version' and not a.attisdropped
where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition;

select cmp_ok((select count(*) from versioned), '>=', 20::bigint, 'most tables carry a row_version');

-- every versioned table refuses, also to the superuser
create function pg_temp.stale(table_name text) returns text language plpgsql as $$
declare
  touched bigint;
begin
  execute format('update crm.%I set row_version = row_version + 7', table_name);
  get diagnostics touched = row_count;
  return case when touched = 0 then 'no rows' else 'accepted' end;
exception
  when others then return sqlstate;
end;
$$;
select ok(pg_temp.stale(table_name) in ('PT409', 'no rows'), format('%s refuses a row_version that is not its own', table_name))
from versioned order by table_name;

select is(tests.outcome_as('rep', $$ update crm.deals set next_step = 'call', row_version = 1 $$), '1 row', 'the version that was read passes');
select is((select row_version from crm.deals where owner_id = tests.user_of('rep')), 2, 'and is counted up');
select is(tests.outcome_as('rep', $$ update crm.deals set next_step = 'mail', row_version = 1 $$),
  'PT409 this deal was changed by someone else', 'the old version is refused');
select is((select next_step from crm.deals where owner_id = tests.user_of('rep')), 'call', 'and changed nothing');
select is(tests.outcome_as('rep', $$ update crm.deals set next_step = 'mail' $$), '1 row', 'a write without a version passes');
select is(tests.verdict_as('rep', $$ update crm.deals set row_version = null $$), 'PT409', 'a version of null is no version');

select is(
  (select array[created_by, updated_by] from crm.deals where owner_id = tests.user_of('rep')),
  array[null, tests.user_of('rep')]::uuid[],
  'who changed a row is written down by the database');

select * from finish();
rollback;
