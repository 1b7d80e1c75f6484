-- A field that a role may not read is null for it at every door, and tells nothing by filters, orders, groups or errors.
begin;
select plan(46);

-- deals of every actor have the amount 100; this one is the rep's second
insert into crm.deals (org_id, owner_id, name, pipeline_id, stage_id, amount, currency, next_step)
select d.org_id, d.owner_id, 'Larger', d.pipeline_id, d.stage_id, 900, 'EUR', 'sign' from crm.deals d
where d.org_id = tests.org() and d.owner_id = tests.user_of('rep');
prepare kept (numeric) as select count(*) from crm.deals where amount > $1;
create function pg_temp.run_kept(who text) returns text language sql as $$ select tests.value_as(who, 'execute kept (500)') $$;
select is(pg_temp.run_kept('rep'), '1', 'before: a rep counts large deals');

select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'amount') $$), '1 row', 'an admin hides the amount of deals from reps');
select is(pg_temp.run_kept('rep'), '0', 'a plan made before hides it at once');
select is(pg_temp.run_kept('admin'), '1', 'and shows it to those who may read it');
select is(pg_temp.run_kept('rep'), '0', 'again and again');

-- reading
select is(tests.value_as('rep', 'select count(*) || '' '' || count(amount) from crm.deals'), '2 0', 'rows stay, the field is null');
select is(tests.value_as('manager', 'select count(amount) from crm.deals'), '5', 'a manager reads it');
select is(tests.value_as('rep@globex', 'select count(amount) from crm.deals'), '1', 'reps of another organization read theirs');
select is(tests.value_as('rep', 'select to_jsonb(d) ->> ''amount'' from crm.deals d limit 1'), null, 'whole rows carry null');
select is(tests.value_as('rep', 'select (d).amount is null and (d).name is not null from crm.deals d limit 1'), 'true', 'and their fields are read from them');
select is(tests.value_as('rep', 'select count(*) from crm.deals where amount is not null'), '0', 'filters see null');
select is(tests.value_as('rep', 'select string_agg(name, '','' order by name) from (select name from crm.deals order by amount desc nulls last, name limit 1) o'),
  'Deal rep of acme', 'orders see null');
select is(tests.value_as('rep', 'select count(*) from (select amount from crm.deals group by amount) g'), '1', 'groups see one value');
select is(tests.value_as('rep', 'select count(*) from (select distinct on (amount) id from crm.deals) g'), '1', 'distinct as well');
select is(tests.value_as('rep', 'select sum(amount) from crm.deals'), null, 'sums are null');
select is(tests.value_as('rep', 'select count(*) from (select rank() over (order by amount) r from crm.deals) w where r > 1'), '0', 'windows see peers');
select is(tests.value_as('rep', 'select count(*) from crm.deals a join crm.deals b on a.amount < b.amount'), '0', 'joins see null');
select is(tests.value_as('rep', 'select count(*) from crm.deals a join crm.deals b using (org_id, amount)'), '0', 'also by using');
select is(tests.value_as('rep', 'with recursive c as (select amount from crm.deals union all select null::numeric(19, 4) from c where false) select count(amount) from c'), '0', 'common table expressions see null');
select is(tests.value_as('rep', 'select count(*) from crm.stages s where exists (select from crm.deals d where d.stage_id = s.id and d.amount > 500)'), '0', 'subqueries see null');
select is(tests.value_as('rep', 'select count(l.a) from crm.stages s, lateral (select d.amount as a from crm.deals d where d.stage_id = s.id) l'), '0', 'lateral ones too');
select is(tests.value_as('rep', 'select count(d) || '' '' || count(d.amount) from crm.pipelines p left join crm.deals d on d.pipeline_id = p.id and d.name = ''none'''), '0 0', 'a row that an outer join does not find stays null');
select is(tests.value_as('rep', 'select count(*) from crm.deals d where 500 < any (select e.amount from crm.deals e where e.id = d.id)'), '0', 'comparisons with subqueries see null');
select is(tests.value_as('rep', 'select count(x) from (select amount x from crm.deals union all select amount from crm.deals) u'), '0', 'unions see null');
select is(tests.value_as('rep', 'select count(*) from crm.deals d, xmltable(''/a'' passing xmlparse(document ''<a/>'') columns v numeric path ''@v'' default d.amount) x where x.v is not null'), '0', 'table functions get null');

-- functions
create function crm.doubled(d crm.deals) returns numeric language sql stable as $$ select d.amount * 2 $$;
create function crm.large_deals(lowest numeric) returns setof crm.deals language sql stable as $$ select * from crm.deals where amount > lowest $$;
create function crm.all_deals() returns setof crm.deals language sql stable security definer as $$ select * from crm.deals $$;
create function crm.one_deal() returns crm.deals language sql stable security definer as $$ select * from crm.deals where name = 'Larger' $$;
grant execute on function crm.doubled(crm.deals), crm.large_deals(numeric), crm.all_deals(), crm.one_deal() to authenticated;
select is(tests.value_as('rep', 'select count(crm.doubled(d)) from crm.deals d'), '0', 'computed fields get null');
select is(tests.value_as('rep', 'select count(*) from crm.large_deals(500)'), '0', 'functions with the caller''s rights see null, though they could be put into the query');
select is(tests.value_as('admin', 'select count(*) from crm.large_deals(500)'), '1', 'and values for those who may read');
select is(tests.value_as('rep', 'select count(*) > 2 and count(amount) = 0 from crm.all_deals()'), 'true', 'rows that a function returns with its owner''s rights are masked');
select is(tests.value_as('rep', 'select (crm.one_deal()).amount'), null, 'also in expressions');
select is(tests.value_as('rep', 'select to_jsonb(crm.one_deal()) ->> ''amount'''), null, 'and as a whole');
select is(tests.value_as('rep', 'select x.amount from rows from (crm.one_deal(), generate_series(1, 1)) x'), null, 'and beside others');
select is(tests.value_as('rep', 'select to_jsonb(x) ->> ''amount'' from rows from (crm.one_deal(), generate_series(1, 1)) x'), null, 'whole');
select is(tests.value_as('admin', 'select (crm.one_deal()).amount'), '900.0000', 'others get the value');
select is(tests.value_as('rep', $$ select (crm.win_deal(d.id)).amount from crm.deals d where d.name = 'Larger' $$), null, 'win_deal as well');

-- copies and sums
select is(tests.value_as('rep', 'select count(*) > 0 and count(amount) = 0 from crm.deal_stage_history'), 'true', 'the stage history hides its copy');
select is(tests.value_as('rep', $$ select crm.timeline('deal', d.id)::text like '%900%' from crm.deals d where d.name = 'Larger' limit 1 $$), 'false', 'so does the timeline');
select is(tests.value_as('rep', 'select count(*) > 0 and count(amount_sum) = 0 and count(average_amount) = 0 from crm.deal_statistics'), 'true', 'statistics hide their sums');
select is(tests.value_as('manager', 'select count(*) > 0 and count(amount_sum) > 0 from crm.deal_statistics'), 'true', 'unlike for a manager');
select is(tests.value_as('rep', $$ select crm.pipeline_board()::text ~ '900|"amount": 100' $$), 'false', 'the board knows none');
select is(tests.value_as('rep', 'select sum(b.amount) from analytics.pipeline_by_stage() b'), '0', 'nor do reports');
select is(tests.outcome_as('rep', $$ delete from crm.deals where name = 'Deal rep of acme' $$), '1 row', 'a deal goes to the recycle bin');
select is(tests.value_as('rep', 'select count(*) > 0 and count(row_data) = 0 from crm.deleted_records'), 'true', 'which does not tell it either');
select is(tests.value_as('admin', 'select count(*) > 0 and count(row_data) > 0 from crm.deleted_records'), 'true', 'but to those who read all fields');

-- rights change at once
select is(tests.outcome_as('admin', $$ select crm.clear_field_permission('rep', 'deal', 'amount') $$), '1 row', 'the field is opened again');
select is(tests.value_as('rep', 'select count(*) = count(amount) from crm.deals'), 'true', 'and seen with the next statement');

select * from finish();
rollback;
