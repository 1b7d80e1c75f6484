-- Conditions ask for what is known of the caller now, through the policies of the tables.
begin;
select plan(7);

create function pg_temp.seen() returns bigint language sql as $$
  select tests.value_as('rep', 'select count(*) from crm.deals')::bigint;
$$;
create function pg_temp.narrow(condition jsonb) returns void language sql as $$
  update crm.permissions p set condition = narrow.condition
  from crm.roles r
  where r.org_id = p.org_id and r.id = p.role_id and r.key = 'rep' and p.org_id = tests.org() and p.resource = 'deal' and p.action = 'read';
$$;

create temp table own as select count(*) as deals from crm.deals where org_id = tests.org() and owner_id = tests.user_of('rep');
select is(pg_temp.seen(), (select deals from own), 'a rep sees his own deals');
select pg_temp.narrow('{"field": "owner_id", "op": "neq", "caller": "user_id"}');
select is(pg_temp.seen(), 0::bigint, 'a condition that no own deal meets leaves none');
select pg_temp.narrow('{"field": "custom.keeper", "op": "eq", "caller": "email"}');
select is(pg_temp.seen(), 0::bigint, 'a custom field is missing until it is set');
update crm.deals set custom = jsonb_build_object('keeper', (select u.email from crm.users u where u.id = tests.user_of('rep')))
where org_id = tests.org() and owner_id = tests.user_of('rep');
select is(pg_temp.seen(), (select deals from own), 'the address of the caller is compared');
update crm.users set email = 'another.rep@acme.test' where id = tests.user_of('rep');
select is(pg_temp.seen(), 0::bigint, 'a new address counts at once');
update crm.memberships set attributes = '{"tiers": ["A"]}' where org_id = tests.org() and user_id = tests.user_of('rep');
update crm.deals set custom = '{"tier": "A"}' where org_id = tests.org() and owner_id = tests.user_of('rep');
select pg_temp.narrow('{"field": "custom.tier", "op": "in", "caller": "attributes.tiers"}');
select is(pg_temp.seen(), (select deals from own), 'so do attributes');
select is(
  tests.verdict_as('admin', 'select crm.set_permission(''rep'', ''deal'', ''read'', ''own'', ''{"field": "amount"}'')'),
  '22023', 'what is no condition is refused');

select * from finish();
rollback;
