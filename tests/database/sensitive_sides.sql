-- Money internals of deals, private data of contacts and pay of members stand in tables of their own, with rights of their own.
begin;
select plan(22);

insert into crm.deal_financials (org_id, deal_id, cost, currency, margin_percent, custom)
select d.org_id, d.id, 40, 'EUR', 60, '{"floor": 55}' from crm.deals d;
insert into crm.contact_private (org_id, contact_id, birth_on) select c.org_id, c.id, '1980-02-29' from crm.contacts c;
insert into crm.membership_compensation (org_id, user_id, salary, currency)
select a.org_id, a.user_id, 50000, 'EUR' from tests.actors a;

-- who reads what
select is(tests.value_as('admin', 'select count(*) from crm.deal_financials'), '5', 'an admin reads the financials of every deal');
select is(tests.value_as('manager', 'select count(*) from crm.deal_financials'), '4', 'a manager those of the team''s deals');
select is(tests.value_as('rep', 'select count(*) from crm.deal_financials'), '1', 'a rep those of the own deal');
select is(tests.value_as('analyst', 'select count(*) from crm.deal_financials'), '0', 'an analyst none');
select is(tests.value_as('analyst', 'select count(*) from crm.deals'), '5', 'though an analyst reads every deal');
select is(tests.value_as('admin@globex', 'select count(*) from crm.deal_financials where org_id <> crm_ext.current_org()'), '0',
  'nobody reads those of another organization');
select is(tests.value_as('manager', 'select count(*) from crm.contact_private'), '4', 'a manager reads what is private about the team''s contacts');
select is(tests.value_as('analyst', 'select count(*) from crm.contact_private'), '0', 'an analyst does not');
select is(tests.value_as('admin', 'select count(*) from crm.membership_compensation'), '6', 'an admin reads what members are paid');
select is(tests.rows_as('manager', 'select user_id from crm.membership_compensation'),
  jsonb_build_array(jsonb_build_object('user_id', tests.user_of('manager'))), 'everyone else the own pay');

-- a wider right on the side does not widen the sight of deals, and a narrower one narrows
update crm.permissions p set scope = 'org' from crm.roles r
where r.org_id = p.org_id and r.id = p.role_id and r.key = 'rep' and p.resource = 'deal.financials' and p.action = 'read';
select is(tests.value_as('rep', 'select count(*) from crm.deal_financials'), '1', 'the financials of a deal that is not seen are not seen');
update crm.permissions p set scope = 'own' from crm.roles r
where r.org_id = p.org_id and r.id = p.role_id and r.key = 'manager' and p.resource = 'deal.financials' and p.action = 'read';
select is(tests.value_as('manager', 'select count(*) from crm.deal_financials'), '1', 'the scope of the right narrows within the seen deals');

-- who writes what
select is(tests.verdict_as('rep', 'update crm.deal_financials set margin_percent = 99'), '0', 'a rep changes no financials');
select is(tests.verdict_as('manager', 'update crm.deal_financials set margin_percent = 50'), '4',
  'a manager changes the financials that the right reaches');
select is(tests.verdict_as('rep', $$ update crm.contact_private set home_city = 'Graz' $$), '1', 'a rep keeps what is private about own contacts');
select is(tests.verdict_as('rep', 'update crm.membership_compensation set salary = 99999'), '0', 'nobody raises the own pay');
select is(tests.verdict_as('rep', format('insert into crm.deal_financials (deal_id, cost, currency) values (%L, 1, ''EUR'')', gen_random_uuid())),
  '42501', 'financials of a deal that is not there are refused like those of one that is not seen');

-- they go with their record and come back with it
select is(tests.outcome_as('rep', 'delete from crm.deals'), '1 row', 'a deal is deleted');
select is(tests.value_as('analyst', $$ select count(*) from crm.deleted_records where kind = 'deal.financials' $$), '0',
  'the recycle bin shows its financials only to those who read financials');
select is(tests.value_as('analyst', $$ select count(*) from crm.deleted_records where kind = 'deal' $$), '1', 'unlike the deal');
select is(tests.value_as('rep', $$ select count(*) from crm.deleted_records r, lateral crm.restore('deal', r.record_id) where r.kind = 'deal' $$), '1',
  'it is restored');
select is(tests.value_as('rep', $$ select margin_percent || ' ' || (custom ->> 'floor') from crm.deal_financials $$), '60.0000 55',
  'and brings its financials back');

select * from finish();
rollback;
