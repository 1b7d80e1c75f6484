-- deal_statistics show to each member the sums of exactly the deals that he may see.
-- Deltas are written at commit, so the fixture's deals are what can be seen here.
begin;
select plan(8);

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

select * from finish();
rollback;
