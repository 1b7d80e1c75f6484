-- Claims are believed from listed logins alone, and nobody gets at another's rights by settings, names or temporary objects.
begin;
select plan(8);

select is(tests.value_as('rep', 'select count(*) from crm.deals'), '1', 'a login of the list is believed');
delete from crm_private.claim_sources where login = 'postgres';
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '0', 'a login that is not on the list is nobody, whatever it claims');
select is(tests.value_as('rep', 'select crm_ext.current_org() is null and crm_ext.current_user_id() is null'), 'true', 'and has no organization');
insert into crm_private.claim_sources (login) values ('postgres');

select is(tests.verdict_as('rep', 'create temporary table deals (id uuid)'), '42501', 'members create no temporary tables');
select is(tests.verdict_as('rep', 'create table crm.planted (id uuid)'), '42501', 'members create no tables in schema crm');
select is(tests.verdict_as('rep', 'create function public.lower(text) returns text language sql as $f$ select $1 $f$'), '42501',
  'members create no functions in schema public');

-- a function that runs as its owner takes nothing from the search path of the caller
create schema hijack;
create table hijack.leads (id uuid);
create function hijack.now() returns timestamptz language sql as $$ select '1999-01-01'::timestamptz $$;
grant usage on schema hijack to authenticated;
grant execute on function hijack.now() to authenticated;
select tests.act_as('rep');
set local search_path = hijack, pg_catalog, crm;
select (crm.win_deal(d.id)).closed_at > '2020-01-01' as told_the_time from crm.deals d \gset
set local search_path = tap, tests, public;
select tests.act_as_superuser();
select ok(:'told_the_time', 'a function of the same name earlier in the search path of the caller is not called');

select is(tests.verdict_as('rep', $$ select * from crm_private.claim_sources $$), '42501', 'members do not read schema crm_private');

select * from finish();
rollback;
