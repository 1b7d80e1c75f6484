-- A field that a role may not change is refused by name; what does not touch it works.
begin;
select plan(35);

create function pg_temp.deal() returns uuid language sql as
$$ select d.id from crm.deals d where d.org_id = tests.org() and d.owner_id = tests.user_of('rep') limit 1 $$;
create function pg_temp.refusal(statement text) returns text language sql as $$ select tests.outcome_as('rep', statement) $$;

-- hidden
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'amount') $$), '1 row', 'reps may not see amounts');
select is(pg_temp.refusal('update crm.deals set amount = 5'), '42501 you may not change amount of this deal', 'a hidden field is not changed');
select is(pg_temp.refusal('update crm.deals set amount = null'), '42501 you may not change amount of this deal', 'nor emptied');
select is(pg_temp.refusal('update crm.deals set amount = amount'), '42501 you may not change amount of this deal', 'nor overwritten with what is seen of it');
select is(pg_temp.refusal($$ update crm.deals set next_step = 'call' $$), '1 row', 'other fields are');
select is((select amount from crm.deals where id = pg_temp.deal()), 100.0000, 'and the hidden one stays');
select is(pg_temp.refusal($$ update crm.deals set next_step = amount::text $$), '1 row', 'a hidden field is a source of null');
select is((select next_step from crm.deals where id = pg_temp.deal()), null, 'and nothing else');
select is(tests.value_as('rep', $$ with u as (update crm.deals set next_step = 'x' returning *) select amount from u $$), null, 'what is returned is masked');
select is(pg_temp.refusal($$ insert into crm.deals (name, amount) values ('New', 7) $$), '42501 you may not change amount of this deal', 'a new record does not carry it');
select is(pg_temp.refusal($$ insert into crm.deals (name, amount) values ('New', null) $$), '1 row', 'unless it is empty');
update crm.deals set amount = null where id = pg_temp.deal();
select is(pg_temp.refusal('update crm.deals set amount = null'), '42501 you may not change amount of this deal', 'whether it was empty already cannot be told');
update crm.deals set amount = 100 where id = pg_temp.deal();
select is(tests.outcome_as('manager', 'update crm.deals set amount = 6'), '5 rows', 'a manager changes it');
select is(tests.outcome_as('rep@globex', 'update crm.deals set amount = 6'), '1 row', 'and a rep of another organization');

-- upserts
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal.financials', 'margin_percent') $$), '1 row', 'fields of sides are restricted alike');
update crm.permissions p set scope = 'own' from crm.roles r
where r.org_id = p.org_id and r.id = p.role_id and r.key = 'rep' and p.resource = 'deal.financials' and p.action in ('create', 'update');
insert into crm.deal_financials (org_id, deal_id, cost, currency, margin_percent) select org_id, id, 1, 'EUR', 30 from crm.deals where id = pg_temp.deal();
select is(pg_temp.refusal(format($$ insert into crm.deal_financials (deal_id, cost, currency) values (%L, 2, 'EUR')
  on conflict (org_id, deal_id) do update set cost = excluded.cost, currency = excluded.currency $$, pg_temp.deal())), '1 row', 'an upsert without the field works');
select is((select cost || ' ' || margin_percent from crm.deal_financials where deal_id = pg_temp.deal()), '2.0000 30.0000', 'and keeps it');
select is(pg_temp.refusal(format($$ insert into crm.deal_financials (deal_id, cost, currency, margin_percent) values (%L, 3, 'EUR', null)
  on conflict (org_id, deal_id) do update set cost = excluded.cost, margin_percent = excluded.margin_percent $$, pg_temp.deal())),
  '42501 you may not change margin_percent of this deal''s financials', 'one that carries null for it is refused');
select is(pg_temp.refusal(format($$ insert into crm.deal_financials as f (deal_id, cost, currency) values (%L, 3, 'EUR')
  on conflict (org_id, deal_id) do update set cost = f.margin_percent where f.margin_percent is null $$, pg_temp.deal())), '1 row', 'conditions and sources of an upsert see null');
select is((select cost from crm.deal_financials where deal_id = pg_temp.deal()), null, 'and nothing else');

-- read only
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'amount', can_read => true) $$), '1 row', 'reps may read amounts and not change them');
select is(tests.value_as('rep', 'select count(amount) from crm.deals'), '2', 'they are seen');
select is(pg_temp.refusal('update crm.deals set amount = 5'), '42501 you may not change amount of this deal', 'not changed');
select is(pg_temp.refusal('update crm.deals set amount = amount, next_step = ''y'''), '2 rows', 'but sent back as they are');
select is(pg_temp.refusal($$ update crm.deals d set currency = currency $$), '2 rows', 'other fields are free');
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'probability', can_read => true) $$), '1 row', 'a field that triggers fill may be fixed');
select is(pg_temp.refusal($$ insert into crm.deals (name) values ('Filled') $$), '1 row', 'they still fill it');

-- copies
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'contact', 'email') $$), '1 row', 'e-mail addresses are hidden');
select is(tests.value_as('rep', 'select count(*) > 0 and count(value) = 0 from crm.contact_points'), 'true', 'contact points hide them too');
select is(pg_temp.refusal($$ insert into crm.contact_points (contact_id, kind, value, is_primary) select id, 'email', 'x@y.example', true from crm.contacts $$),
  '42501 you may not change email of this contact', 'and take none');

-- what cannot be restricted
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'id') $$), '22023 the field id of deal cannot be restricted', 'keys stay open');
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'colour') $$), '22023 the field colour of deal cannot be restricted', 'what does not exist is refused');
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'contact', 'first_name') $$), '22023 first_name cannot be hidden while full_name is seen',
  'a field is not hidden while another is made of it');
select is(tests.outcome_as('rep', $$ select crm.set_field_permission('analyst', 'deal', 'amount') $$), tests.outcome_as('rep', $$ select crm.clear_field_permission('analyst', 'deal', 'amount') $$),
  'reps restrict and open nothing');
select is((select count(*) from crm.security_events e where e.event like 'field_permission.%'), 5::bigint, 'every change is recorded');

select * from finish();
rollback;
