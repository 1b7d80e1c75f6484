-- The board adds up what its reader sees, by currency, and pages its columns; amounts convert by dated rates.
begin;
select plan(27);

delete from crm.deals where org_id = tests.org();
create function pg_temp.stage(stage_name text) returns uuid language sql as $$
  select s.id from crm.stages s join crm.pipelines p on p.org_id = s.org_id and p.id = s.pipeline_id and p.is_default
  where s.org_id = tests.org() and s.name = stage_name;
$$;
insert into crm.deals (org_id, owner_id, name, stage_id, amount, currency, stage_entered_at)
select tests.org(), tests.user_of(owner), name, pg_temp.stage(stage), amount, currency, now() - days * interval '1 day'
from (values
  ('rep', 'one', 'Prospecting', 100.10, 'EUR', 1), ('rep', 'two', 'Prospecting', 200.20, 'EUR', 31),
  ('rep', 'three', 'Prospecting', 50, 'USD', 1), ('rep', 'four', 'Prospecting', null, 'USD', 1),
  ('otherRep', 'five', 'Prospecting', 1000, 'EUR', 1), ('rep', 'six', 'Won', 70, 'EUR', 400)
) as d (owner, name, stage, amount, currency, days);

create function pg_temp.stage_of_board(who text, stage_name text, per_stage integer default 50) returns jsonb language sql as $$
  select s from jsonb_array_elements(tests.value_as(who, format('select crm.pipeline_board(per_stage => %s)', per_stage))::jsonb -> 'stages') s
  where s ->> 'name' = stage_name;
$$;
create function pg_temp.names(page jsonb) returns text language sql as $$
  select string_agg(d ->> 'name', ' ' order by place) from jsonb_array_elements(page -> 'deals') with ordinality as t (d, place);
$$;

select is((select string_agg(s ->> 'name', ' ') from jsonb_array_elements(tests.value_as('rep', 'select crm.pipeline_board()')::jsonb -> 'stages') s),
  'Prospecting Qualified Proposal Negotiation Won Lost', 'the stages stand in order');
select is((pg_temp.stage_of_board('rep', 'Prospecting') ->> 'deal_count')::integer, 4, 'a rep counts their deals');
select is((pg_temp.stage_of_board('manager', 'Prospecting') ->> 'deal_count')::integer, 5, 'a manager those of the team');
select is(pg_temp.stage_of_board('rep', 'Prospecting') -> 'totals',
  '[{"currency": "EUR", "deal_count": 2, "amount": 300.3000, "weighted_amount": 30.0300},
    {"currency": "USD", "deal_count": 2, "amount": 50.0000, "weighted_amount": 5.0000}]', 'amounts are added up for each currency alone');
select is(pg_temp.stage_of_board('rep', 'Qualified') -> 'totals', '[]', 'an empty stage has no totals');
select is(pg_temp.stage_of_board('rep', 'Qualified') -> 'deals', '[]', 'and no deals');
select is((select jsonb_object_agg(d ->> 'name', d -> 'is_rotting') from jsonb_array_elements(pg_temp.stage_of_board('rep', 'Prospecting') -> 'deals') d),
  '{"one": false, "two": true, "three": false, "four": false}', 'what lies too long is rotting');
select is(pg_temp.stage_of_board('rep', 'Won') #> '{deals,0,is_rotting}', 'false', 'what is closed does not rot');
update crm.deals set last_activity_at = now() where name = 'two';
select is((select d -> 'is_rotting' from jsonb_array_elements(pg_temp.stage_of_board('rep', 'Prospecting') -> 'deals') d where d ->> 'name' = 'two'), 'false',
  'an activity freshens a deal');

select is(jsonb_array_length(pg_temp.stage_of_board('rep', 'Prospecting', 3) -> 'deals'), 3, 'a column shows as many deals as asked');
select is((pg_temp.stage_of_board('rep', 'Prospecting', 3) ->> 'deal_count')::integer, 4, 'and counts all');
select isnt(pg_temp.stage_of_board('rep', 'Prospecting', 3) ->> 'next_cursor', null, 'with a cursor for the rest');
select is(pg_temp.stage_of_board('rep', 'Prospecting', 4) ->> 'next_cursor', null, 'unless there is none');
select is(pg_temp.names(pg_temp.stage_of_board('rep', 'Prospecting', 3)) || ' ' || pg_temp.names(tests.value_as('rep', format(
    'select crm.pipeline_board_page(%L, %L)', pg_temp.stage('Prospecting'), pg_temp.stage_of_board('rep', 'Prospecting', 3) ->> 'next_cursor'))::jsonb),
  pg_temp.names(pg_temp.stage_of_board('rep', 'Prospecting')), 'the pages are the column');
select is(tests.verdict_as('rep', format('select crm.pipeline_board_page(%L, ''x'')', pg_temp.stage('Won'))), '22023', 'a cursor is not made up');
select is(tests.verdict_as('rep', 'select crm.pipeline_board(per_stage => 0)'), '22023', 'nor a page of nothing');
select is(tests.verdict_as('rep', format('select crm.pipeline_board(%L)', (select id from crm.pipelines where org_id = tests.org('globex') limit 1))), 'PT404',
  'another tenant''s pipeline does not exist');
select is(tests.verdict_as('anonymous', 'select crm.pipeline_board()'), '42501', 'a stranger sees no board');

insert into crm.exchange_rates (org_id, base_currency, quote_currency, valid_from, rate) values
  (tests.org(), 'EUR', 'USD', '2026-02-01', 1.25), (tests.org(), 'USD', 'JPY', '2026-01-01', 150), (tests.org('globex'), 'EUR', 'GBP', '2026-01-01', 0.9);
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''EUR'', ''USD'', ''2026-01-31'')')::numeric, 110.0000, 'the rate of the day converts');
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''EUR'', ''USD'', ''2026-06-01'')')::numeric, 125.0000, 'the last known one later');
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''USD'', ''EUR'', ''2026-06-01'')')::numeric, 80.0000, 'the inverse backwards');
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''EUR'', ''JPY'', ''2026-06-01'')')::numeric, 18750.0000, 'two rates by way of the base currency');
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''USD'', ''USD'', ''1999-01-01'')')::numeric, 100.0000, 'a currency is worth itself');
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''EUR'', ''USD'', ''2025-12-31'')'), null, 'before the first rate nothing is known');
select is(tests.value_as('rep', 'select crm.convert_amount(100, ''EUR'', ''GBP'', ''2026-06-01'')'), null, 'another tenant''s rate is not used');
select is(tests.value_as('service', format('select set_config(''request.headers'', %L, true)', jsonb_build_object('x-org-id', tests.org('globex')))) is not null, true,
  'a service names the organization it acts for');
select is(tests.verdict_as('anonymous', 'select crm.convert_amount(1, ''EUR'', ''USD'')'), '42501', 'a stranger converts nothing');

select * from finish();
rollback;
