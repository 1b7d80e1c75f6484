-- Conditions on the rights of a role, for each action; and what is no condition.
\ir support/record_policies.sql
update crm.deals set amount = substring(name from '\d+$')::numeric * 1000, custom = jsonb_build_object('number', substring(name from '\d+$')::numeric, 'tier', 'A')
where org_id = tests.id('acme');
insert into crm.users select tests.id(person), person || '@acme.test' from unnest(array['admin', 'manager', 'rep']) person;
update crm.memberships set attributes = '{"limit": 3000, "names": ["admin 1", "rep 2", null, 7], "deep": {"a": 1}, "tier": "A"}';

create function pg_temp.limit_to(role text, wanted text, condition jsonb) returns void language sql as $$
  update crm.permissions p set condition = limit_to.condition
  where p.org_id = tests.id('acme') and p.role_id = tests.id('acme' || role) and p.resource = 'deal' and (p.action = wanted or wanted = 'all')
$$;
create function pg_temp.sees(person text) returns bigint language plpgsql as $$
declare
  seen bigint;
begin
  perform tests.act_as(person);
  select count(*) into seen from crm.deals;
  perform set_config('role', 'none', true);
  return seen;
end
$$;

begin;
select pg_temp.limit_to('rep', 'read', '{"field": "amount", "op": "lte", "value": 3000}') \g /dev/null
select tests.equal(array[pg_temp.sees('rep'), pg_temp.sees('manager')], array[3, 30]::bigint[], 'a condition narrows the scope of its role');
select tests.act_as('rep') \g /dev/null
select tests.ok(crm_ext.is_conditional('read', 'deal') and not crm_ext.is_conditional('update', 'deal') and not crm_ext.is_conditional('read', 'lead'), 'and is known of its action');
reset role;
insert into crm.record_shares (org_id, deal_id, user_id) values (tests.id('acme'), tests.id('rep9'), tests.id('rep'));
select tests.equal(pg_temp.sees('rep'), 4::bigint, 'a share does not ask it');
delete from crm.record_shares;
select pg_temp.limit_to('admin', 'read', '{"field": "amount", "op": "lte", "value": 3000}') \g /dev/null
select tests.equal(pg_temp.sees('admin'), 15::bigint, 'also for org scope');
select tests.act_as('admin') \g /dev/null
select tests.ok(not crm_ext.sees_all('deal'), 'who then does not see all');
reset role;
insert into crm.sharing_rules (org_id, resource, user_id) values (tests.id('acme'), 'deal', tests.id('admin'));
select tests.equal(pg_temp.sees('admin'), 50::bigint, 'unless a rule shares all');
select tests.act_as('admin') \g /dev/null
select tests.ok(crm_ext.sees_all('deal') and not crm_ext.is_conditional('read', 'deal'), 'which leaves nothing to look at');
rollback;

begin;
create function pg_temp.count_for(condition jsonb) returns bigint language plpgsql as $$
begin
  perform pg_temp.limit_to('admin', 'read', condition);
  return pg_temp.sees('admin');
end
$$;
select tests.equal(pg_temp.count_for(condition::jsonb), expected::bigint, condition)
from (values
  ('{"field": "amount", "op": "eq", "value": 3000.0}', 5), ('{"field": "amount", "op": "gt", "value": 9999.9999}', 5),
  ('{"field": "owner_id", "op": "eq", "caller": "user_id"}', 10), ('{"field": "team_id", "op": "eq", "caller": "team_id"}', 10),
  ('{"not": {"field": "team_id", "op": "eq", "caller": "team_id"}}', 40),
  ('{"field": "amount", "op": "lte", "caller": "attributes.limit"}', 15), ('{"field": "name", "op": "in", "caller": "attributes.names"}', 0),
  ('{"field": "custom.number", "op": "in", "value": [1, 2.00]}', 10), ('{"field": "custom.tier", "op": "eq", "caller": "attributes.tier"}', 50),
  ('{"field": "custom.number", "op": "eq", "value": "1"}', 0), ('{"field": "custom.none", "op": "is_null"}', 50),
  ('{"field": "custom.number", "op": "lt", "other_field": "amount"}', 50), ('{"field": "name", "op": "starts_with", "value": "rep"}', 20),
  ('{"field": "name", "op": "contains", "value": " 1"}', 10), ('{"field": "currency", "op": "eq", "value": "EUR"}', 50),
  ('{"field": "created_at", "op": "gt", "value": "2020-01-01"}', 50), ('{"field": "created_at", "op": "gt", "value": "2999-01-01T00:00:00Z"}', 0),
  ('{"field": "no_such_column", "op": "neq", "value": 1}', 0), ('{"field": "custom", "op": "is_not_null"}', 50), ('{"field": "custom", "op": "eq", "value": "{}"}', 0),
  ('{"all": [{"field": "amount", "op": "gte", "value": 2000}, {"any": [{"field": "name", "op": "eq", "value": "rep 2"}, {"field": "name", "op": "eq", "value": "rep 1"}]}]}', 1),
  ('{"field": "amount", "op": "lte", "caller": "attributes.absent"}', 0), ('{"field": "amount", "op": "lte", "caller": "attributes.deep"}', 0),
  ('{"field": "name", "op": "neq", "caller": "email"}', 50), ('{"field": "name", "op": "neq", "caller": "role_key"}', 50)
) cases (condition, expected);
update crm.memberships set attributes = '{"names": ["admin 1", "rep 2", 7]}';
select tests.equal(pg_temp.count_for('{"field": "name", "op": "in", "caller": "attributes.names"}'), 2::bigint, 'attributes count at once, lists too');
rollback;

begin;
select pg_temp.limit_to('rep', 'all', '{"field": "amount", "op": "lte", "value": 3000}') \g /dev/null
select tests.act_as('rep') \g /dev/null
select tests.refused('insert into crm.deals (name, amount) values (''too much'', 4000)', '42501', 'a condition narrows what may be created');
insert into crm.deals (name, amount) values ('small', 2000) returning tests.ok(true, 'and lets the rest be');
select tests.refused('update crm.deals set amount = 5000 where name = ''small''', '42501', 'what is changed must meet it afterwards');
with changed as (update crm.deals set amount = 3000 where name = 'small' returning 1) select tests.equal(count(*), 1::bigint, 'and before') from changed;
reset role;
update crm.permissions set condition = null where action = 'read';
set local role authenticated;
with changed as (update crm.deals set amount = 1 where name = 'rep 9' returning 1) select tests.equal(count(*), 0::bigint, 'even where it may be read') from changed;
reset role;
insert into crm.permissions values (tests.id('acme'), tests.id('acmerep'), 'deal', 'delete', 'own', '{"field": "name", "op": "eq", "value": "rep 3"}');
set local role authenticated;
with gone as (delete from crm.deals returning name) select tests.equal(string_agg(name, ', '), 'rep 3', 'and so for deleting') from gone;
rollback;

begin;
insert into crm.permissions values (tests.id('acme'), tests.id('acmerep'), 'report', 'execute', 'org', '{"field": "name", "op": "is_null"}'),
  (tests.id('acme'), tests.id('acmemanager'), 'report', 'execute', 'org', null), (tests.id('acme'), tests.id('acmerep'), 'product', 'read', 'org', '{"field": "name", "op": "is_null"}');
select tests.act_as('rep') \g /dev/null
select tests.ok(not crm_ext.has_permission('report', 'execute') and not crm_ext.has_permission('product', 'read'), 'where no record is looked at, a condition leaves nothing');
select tests.act_as('manager') \g /dev/null
select tests.ok(crm_ext.has_permission('report', 'execute'), 'and a right without condition stands');
rollback;

select tests.refused(format('select crm_ext.validate_condition(%L)', condition), '22023', 'refused: ' || left(condition, 60))
from unnest(array['[]', '1', '{}', '{"field": "amount"}', '{"field": "amount", "op": "eq"}', '{"field": "amount", "op": "eq", "value": null}',
  '{"field": "amount", "op": "eq", "value": 1, "caller": "email"}', '{"field": "Amount; drop", "op": "eq", "value": 1}', '{"field": "a", "op": "in", "value": 1}',
  '{"field": "a", "op": "in", "value": []}', '{"all": []}', '{"all": [], "any": []}', '{"field": "a", "op": "eq", "caller": "password"}',
  '{"field": "a", "op": "matches", "value": ".*"}', '{"field": "custom.", "op": "is_null"}', '{"field": "a", "op": "is_null", "value": 1}']) condition;
select tests.refused('insert into crm.permissions values (tests.id(''acme''), tests.id(''acmerep''), ''lead'', ''read'', ''own'', ''{"all": [{"field": "a", "op": "eq", "value": [1]}]}'')', '22023', 'and so does the table');
