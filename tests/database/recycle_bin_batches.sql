-- Records deleted in one statement are batches of their own; a batch waits for what it refers to, and is forgotten in time.
begin;
select plan(13);

create function pg_temp.account(name text) returns uuid language sql as $$
  select r.record_id from crm.deleted_records r where r.kind = 'account' and r.row_data ->> 'name' = account.name;
$$;
create function pg_temp.restore(kind text, id uuid) returns text language sql as $$
  select tests.verdict_as('admin', format('select crm.restore(%L, %L)', kind, id));
$$;

insert into crm.accounts (org_id, owner_id, name)
select tests.org(), tests.user_of('rep'), name from unnest(array['North', 'South']) as name;
insert into crm.notes (org_id, owner_id, body, account_id)
select a.org_id, a.owner_id, 'Note of ' || a.name, a.id from crm.accounts a where a.name in ('North', 'South');
insert into crm.external_refs (org_id, kind, source, external_id, record_id)
select a.org_id, 'account', 'elsewhere', a.name, a.id from crm.accounts a where a.name in ('North', 'South');
insert into crm.deals (org_id, owner_id, name, account_id, currency)
select a.org_id, a.owner_id, 'Deal of ' || a.name, a.id, 'EUR' from crm.accounts a where a.name = 'South';

select is(tests.outcome_as('rep', $$ delete from crm.accounts where name in ('North', 'South') $$), '2 rows', 'a rep deletes two accounts at once');
select set_eq(
  $$ select r.kind || ' ' || coalesce(r.row_data ->> 'name', r.row_data ->> 'body', r.row_data ->> 'external_id')
     from crm.deleted_records r
     where r.batch_id = (select batch_id from crm.deleted_records where kind = 'account' and record_id = pg_temp.account('North')) $$,
  array['account North', 'note Note of North', 'external_ref North'],
  'each takes along what is its own');
select is(
  tests.outcome_as('rep', format('select crm.restore(''account'', %L)', pg_temp.account('North'))), '1 row', 'one of them comes back');
select is((select count(*) from crm.notes where body = 'Note of North'), 1::bigint, 'with its note');
select is((select count(*) from crm.external_refs where source = 'elsewhere'), 1::bigint, 'and the id that others know it by');
select is((select count(*) from crm.accounts where name = 'South'), 0::bigint, 'the other stays away');
select is(
  pg_temp.restore('note', (select record_id from crm.deleted_records where row_data ->> 'body' = 'Note of South')), 'PT409',
  'a part comes back with its record only');

update crm.deals set account_id = (select id from crm.accounts where name = 'North') where name = 'Deal of South';
create temporary table gone as select id from crm.deals where name = 'Deal of South';
delete from crm.deals where name = 'Deal of South';
delete from crm.accounts where name = 'North';
select is(pg_temp.restore('deal', (select id from gone)), 'PT409', 'a deal waits for the account that it refers to');
select is(
  tests.outcome_as('admin', format('select crm.restore(''account'', %L)', pg_temp.account('North'))), '1 row', 'when that is back');
select is(pg_temp.restore('deal', (select id from gone)), '1', 'the deal can come back');

select is(crm_private.purge_deleted_records('90 days'), 0::bigint, 'what is young stays in the bin');
update crm.deleted_records set deleted_at = now() - interval '91 days' where kind = 'deal';
select is(crm_private.purge_deleted_records('90 days'), 1::bigint, 'what is old is forgotten');
select is(pg_temp.restore('deal', (select id from gone)), 'PT404', 'and cannot come back');

select * from finish();
rollback;
