-- All policies follow from one registry of tables: what stands is what it generates, and a table that it does not name is refused.
begin;
select no_plan();

create function pg_temp.standing() returns setof text language sql as $$
  select format('%s.%s %s %s %s | %s | %s', schemaname, tablename, policyname, cmd, roles, qual, with_check) from pg_policies
  where schemaname in ('crm', 'crm_private', 'analytics') order by 1;
$$;
create temporary table before as select s as line from pg_temp.standing() s;
create temporary table ids as select p.oid, p.xmin::text as version from pg_policy p;

select lives_ok('select crm_private.protect_registered_tables()', 'the registry can be applied again');
select set_eq('select p.oid, p.xmin::text as version from pg_policy p', 'select * from ids', 'which leaves policies alone that stand as it says');
select is_empty(
  $$ select l.relation::regclass::text from pg_locks l
     where l.pid = pg_backend_pid() and l.mode = 'AccessExclusiveLock' and l.relation in (select to_regclass(t.table_name) from crm_private.protected_tables() t) $$,
  'and locks no table');

do $$
declare
  standing record;
begin
  for standing in select p.polname, p.polrelid::regclass as target from pg_policy p loop
    execute format('drop policy %I on %s', standing.polname, standing.target);
  end loop;
end
$$;
select is_empty('select * from pg_temp.standing()', 'without policies');
select crm_private.protect_registered_tables();
select set_eq('select * from pg_temp.standing()', 'select line from before', 'it writes them all');

create policy stray on crm.deals for select to authenticated using (org_id is not null);
select crm_private.protect_registered_tables();
select set_eq('select * from pg_temp.standing()', 'select line from before', 'a policy of somebody else''s goes');
alter table crm.deals no force row level security;
select crm_private.protect_registered_tables();
select is((select relforcerowsecurity from pg_class where oid = 'crm.deals'::regclass), true, 'row security is forced again');

create table crm.planted (org_id uuid not null, id uuid not null, constraint planted_pkey primary key (org_id, id));
select throws_like('select crm_private.protect_registered_tables()', 'nobody decided who may read crm.planted', 'a table without a line is refused');
drop table crm.planted;
create table crm_private.planted (org_id uuid not null);
select throws_like('select crm_private.protect_registered_tables()', 'nobody decided who may read crm_private.planted', 'also an internal one that has an organization');
drop table crm_private.planted;
create table crm_private.planted (id uuid not null);
select lives_ok('select crm_private.protect_registered_tables()', 'one without rows of organizations needs none');

select * from finish();
rollback;
