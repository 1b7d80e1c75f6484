-- deal_statistics show to each member the sums of exactly the deals that he may see.
-- Deltas are written at commit, so the fixture's deals are what can be seen here.
begin;
select no_plan();

create function pg_temp.expected(who text) returns text language sql as $$
  select tests.value_as(who, $q$ select coalesce(jsonb_agg(to_jsonb(s) order by s), '[]')::text from (
    select owner_id, team_id, pipeline_id, stage_id, currency::text, count(*) as deal_count, sum(amount) as amount_sum
    from crm.deals group by 1, 2, 3, 4, 5) s $q$);
$$;
create function pg_temp.shown(who text) returns text language sql as $$
  select tests.value_as(who, $q$ select coalesce(jsonb_agg(to_jsonb(s) order by s), '[]')::text from (
    select owner_id, team_id, pipeline_id, stage_id, currency::text, deal_count, amount_sum
    from crm.deal_statistics where deal_count > 0) s $q$);
$$;

select is(pg_temp.shown(who), pg_temp.expected(who), format('%s sees the sums of his deals', who))
from unnest(array['rep', 'manager', 'admin', 'analyst', 'outsider', 'admin@globex']) who;

select is(tests.verdict_as('anonymous', 'select * from crm.deal_statistics'), '42501', 'a caller without a token sees none');
select is(tests.value_as('rep', 'select sum(amount_sum) / sum(deal_count) = max(average_amount) from crm.deal_statistics'), 'true', 'the average is sum by count');

-- shares, record teams, rules and conditions: always the sums of exactly what the table shows
create function pg_temp.same(what text) returns setof text language sql as $$
  select is(pg_temp.shown(who), pg_temp.expected(who), format('%s: %s sees the sums of his deals', what, who))
  from unnest(array['rep', 'otherRep', 'manager', 'admin', 'outsider', 'admin@globex']) who;
$$;
insert into crm.record_shares (org_id, deal_id, user_id)
select d.org_id, d.id, tests.user_of('rep') from crm.deals d where d.org_id = tests.org() and d.owner_id in (tests.user_of('outsider'), tests.user_of('rep'));
select pg_temp.same('one shared deal of another, one of his own');
select is(tests.value_as('rep', 'select sum(deal_count) from crm.deal_statistics'), '2', 'each counts once');
insert into crm.deal_team_members (org_id, deal_id, user_id)
select d.org_id, d.id, tests.user_of('rep') from crm.deals d where d.org_id = tests.org() and d.owner_id = tests.user_of('outsider');
select pg_temp.same('shared twice');
select is(tests.value_as('rep', 'select sum(deal_count) from crm.deal_statistics'), '2', 'still once');
insert into crm.sharing_rules (org_id, name, resource, source_team_id, role_id)
select tests.org(), 'Partners', 'deal', t.id, r.id from crm.teams t, crm.roles r
where t.org_id = tests.org() and t.name = 'Partners' and r.org_id = tests.org() and r.key = 'rep';
select pg_temp.same('a rule over a team');
insert into crm.sharing_rules (org_id, name, resource, condition, role_id)
select tests.org(), 'Large', 'deal', '{"field": "amount", "op": "gte", "value": 100}', r.id from crm.roles r where r.org_id = tests.org() and r.key = 'rep';
select pg_temp.same('a rule with a condition');
update crm.permissions p set condition = '{"field": "owner_id", "op": "neq", "caller": "user_id"}'
from crm.roles r
where r.org_id = p.org_id and r.id = p.role_id and r.org_id = tests.org() and r.key = 'manager' and p.resource = 'deal' and p.action = 'read';
select pg_temp.same('a condition on a role');
select is(tests.value_as('manager', 'select count(*) from crm.deals where owner_id = (select crm_ext.current_user_id())'), '0', 'which hides what it says');

select * from finish();
rollback;
