-- A condition decides by the value of a field also for those from whom the field is hidden; statistics hide it on every way.
begin;
select no_plan();
insert into crm.deals (org_id, owner_id, name, amount, currency) values (tests.org(), tests.user_of('rep'), 'Whale', 20000, 'EUR');
update crm.permissions p set condition = '{"field": "amount", "op": "lte", "value": 10000}' from crm.roles r
  where r.org_id = p.org_id and r.id = p.role_id and r.org_id = tests.org() and r.key = 'rep' and p.resource = 'deal' and p.action = 'read';
insert into crm.field_permissions (org_id, role_id, resource, field, can_read, can_update) select r.org_id, r.id, 'deal', 'amount', false, false from crm.roles r where r.org_id = tests.org() and r.key='rep';
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '1', 'a condition on a hidden field still decides by its value');
select is(tests.value_as('rep', 'select string_agg(name, '','') from crm.deals'), 'Deal rep of acme', 'and shows the right one');
select is(tests.value_as('rep', 'select max(amount) from crm.deals'), null, 'whose field stays hidden');
select is(tests.value_as('rep', 'select count(*) from crm.search(''deal'', array[''deal''])'), '1', 'search decides alike');
select is(tests.value_as('rep', 'select coalesce(sum(amount_sum)::text, ''null'') || '' '' || sum(deal_count) from crm.deal_statistics'), 'null 1', 'statistics count it without the amount');
update crm.permissions p set condition = null where p.org_id = tests.org();
select is(tests.value_as('rep', 'select coalesce(sum(amount_sum)::text, ''null'') || '' '' || sum(deal_count) from crm.deal_statistics'), 'null 1', 'as they do for whole classes');
select is(tests.verdict_as('rep', 'update crm.deals set next_step = ''x'' where name=''Whale'''), '1', 'without the condition the deal is changed');
insert into crm.record_shares (org_id, deal_id, user_id, access) select d.org_id, d.id, tests.user_of('rep'), 'update' from crm.deals d where d.owner_id = tests.user_of('outsider');
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '3', 'a share adds a deal');
select is(tests.verdict_as('rep', 'select crm.win_deal(id) from crm.deals where owner_id <> crm_ext.current_user_id()'), '1', 'which is won');
select * from finish();
rollback;
