-- What is deleted goes to the bin with its cascade as one batch, and comes back as it was.
begin;
select plan(24);

create function pg_temp.id_of(table_name text, actor text) returns uuid language plpgsql as $$
declare
  answer uuid;
begin
  execute format('select id from crm.%I where owner_id = $1', table_name) into answer using tests.user_of(actor);
  return answer;
end;
$$;

create temporary table before as
select (select to_jsonb(d) from crm.deals d where d.id = pg_temp.id_of('deals', 'rep')) as deal,
       (select jsonb_agg(to_jsonb(n) order by n.id) from crm.notes n where n.deal_id = pg_temp.id_of('deals', 'rep')) as notes,
       (select jsonb_agg(to_jsonb(i) order by i.id) from crm.deal_line_items i where i.deal_id = pg_temp.id_of('deals', 'rep')) as items,
       (select jsonb_agg(to_jsonb(h) order by h.id) from crm.deal_stage_history h where h.deal_id = pg_temp.id_of('deals', 'rep')) as history,
       (select jsonb_agg(to_jsonb(l)) from crm.activity_links l where l.deal_id = pg_temp.id_of('deals', 'rep')) as links,
       pg_temp.id_of('deals', 'rep') as deal_id,
       pg_temp.id_of('accounts', 'rep') as account_id,
       pg_temp.id_of('contacts', 'rep') as contact_id;
grant select on before to authenticated;

-- a deal and what hangs on it
select is(tests.outcome_as('rep', $$ delete from crm.deals $$), '1 row', 'a rep deletes his deal');
select is_empty($$ select from crm.notes where deal_id = (select deal_id from before) $$, 'its notes went with it');
select is(
  (select count(distinct batch_id) from crm.deleted_records where org_id = tests.org()), 1::bigint, 'all is one batch');
select is((select kind from crm.deleted_records where position = 0), 'deal', 'the batch begins with the deal');
select cmp_ok((select count(*) from crm.deleted_records), '>=', 5::bigint, 'note, line item, history and link are in it');
select is(tests.value_as('rep', 'select count(*) > 0 from crm.deleted_records'), 'true', 'its owner sees it in the bin');
select is(tests.value_as('otherRep', 'select count(*) from crm.deleted_records'), '0', 'another rep does not');
select is(tests.value_as('admin@globex', 'select count(*) from crm.deleted_records'), '0', 'another organization does not');
select is(tests.verdict_as('rep', 'delete from crm.deleted_records'), '42501', 'nobody empties the bin by hand');

select alike(tests.outcome_as('otherRep', format('select crm.restore(''deal'', %L)', (select deal_id from before))), 'PT404%',
  'another rep does not bring it back');
select is(tests.outcome_as('rep', format('select crm.restore(''deal'', %L)', (select deal_id from before))), '1 row', 'its owner does');
select is((select to_jsonb(d) from crm.deals d where d.id = (select deal_id from before)), (select deal from before), 'the deal is as it was');
select is((select jsonb_agg(to_jsonb(n) order by n.id) from crm.notes n where n.deal_id = (select deal_id from before)), (select notes from before), 'so are its notes');
select is((select jsonb_agg(to_jsonb(i) order by i.id) from crm.deal_line_items i where i.deal_id = (select deal_id from before)), (select items from before), 'its line items');
select is((select jsonb_agg(to_jsonb(h) order by h.id) from crm.deal_stage_history h where h.deal_id = (select deal_id from before)), (select history from before), 'its history');
select is((select jsonb_agg(to_jsonb(l)) from crm.activity_links l where l.deal_id = (select deal_id from before)), (select links from before), 'and its links');
select alike(tests.outcome_as('rep', format('select crm.restore(''deal'', %L)', (select deal_id from before))), 'PT40%', 'it comes back once');

-- an account keeps its contacts and deals
select is(tests.outcome_as('rep', $$ delete from crm.accounts $$), '1 row', 'a rep deletes his account');
select is((select account_id from crm.contacts where id = (select contact_id from before)), null, 'its contact stays, without account');
select is((select account_id from crm.deals where id = (select deal_id from before)), null, 'its deal stays, without account');
select is(tests.outcome_as('rep', format('select crm.restore(''account'', %L)', (select account_id from before))), '1 row', 'the account comes back');
select is(
  array[(select account_id from crm.contacts where id = (select contact_id from before)), (select account_id from crm.deals where id = (select deal_id from before))],
  array_fill((select account_id from before), array[2]), 'and is again the account of its contact and deal');

-- a key that was taken meanwhile
create temporary table taken as select id from crm.products where org_id = tests.org();
delete from crm.price_book_entries where org_id = tests.org();
delete from crm.products where org_id = tests.org();
insert into crm.products (org_id, sku, name) values (tests.org(), 'SKU-1', 'Another');
select alike(tests.outcome_as('admin', format('select crm.restore(''product'', %L)', (select id from taken))), 'PT409%',
  'a record whose key was taken meanwhile is refused with 409');
select is((select count(*) from crm.products where org_id = tests.org()), 1::bigint, 'and nothing of it is stored');

select * from finish();
rollback;
