-- A condition narrows a right over the whole organization, too: shortcuts for those who see all do not apply.
begin;
select no_plan();
insert into crm.deals (org_id, owner_id, name, amount, currency) values (tests.org(), tests.user_of('rep'), 'Whale', 20000, 'EUR');
create temporary table whale as select d.id, d.org_id from crm.deals d where d.name = 'Whale'; grant select on whale to authenticated;
insert into crm.deal_line_items (org_id, deal_id, description, unit_price) select org_id, id, 'Work', 100 from whale;
insert into crm.notes (org_id, owner_id, deal_id, body) select org_id, tests.user_of('rep'), id, 'Whale note' from whale;
update crm.permissions p set condition = '{"field": "amount", "op": "lte", "value": 10000}' from crm.roles r
  where r.org_id = p.org_id and r.id = p.role_id and r.org_id = tests.org() and r.key in ('analyst','admin') and p.resource = 'deal' and p.action in ('read','update');
select is(tests.value_as(w, 'select count(*) from crm.deals where id in (select id from whale)'), '0', format('a condition hides the deal from %s', w)) from unnest(array['analyst','admin']) w;
select is(tests.value_as(w, 'select count(*) from crm.deal_line_items where deal_id in (select id from whale)'), '0', format('its lines from %s', w)) from unnest(array['analyst','admin']) w;
select is(tests.value_as(w, 'select count(*) from crm.deal_stage_history where deal_id in (select id from whale)'), '0', format('its history from %s', w)) from unnest(array['analyst','admin']) w;
select is(tests.value_as(w, 'select count(*) from crm.notes where deal_id in (select id from whale)'), '0', format('its notes from %s', w)) from unnest(array['analyst','admin']) w;
select is(tests.value_as(w, 'select count(*) from crm.search(''whale'')'), '0', format('and from the search of %s', w)) from unnest(array['analyst','admin']) w;
select is(tests.verdict_as('admin', 'insert into crm.deal_line_items (deal_id, description, unit_price) select id, ''x'', 1 from whale'), '42501', 'who may not update it adds no line');
insert into crm.sharing_rules (org_id, name, resource, role_id) select r.org_id, 'All', 'deal', r.id from crm.roles r where r.org_id = tests.org() and r.key = 'analyst';
select is(tests.value_as('analyst', 'select count(*) from crm.deal_line_items where deal_id in (select id from whale)'), '1', 'a rule that shares all deals opens its parts');
select is(tests.value_as('analyst', 'select count(*) from crm.search(''whale'')'), '1', 'and its search document');
select alike(tests.value_as('analyst', 'select crm.why_visible(''deal'', id) ->> ''words'' from whale'), '%because the sharing rule All covers it.', 'and is the reason that is given');
select * from finish();
rollback;
