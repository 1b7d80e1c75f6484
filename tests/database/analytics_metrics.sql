-- The analytics functions give what a hand-worked example gives, and each caller their own.
begin;
select plan(38);

delete from crm.deals where org_id = tests.org();
delete from crm.leads where org_id = tests.org();
update crm.users u set full_name = a.actor || ' of ' || a.org_slug from tests.actors a where a.user_id = u.id;
update crm.organizations set timezone = 'America/New_York' where slug = 'acme';
insert into crm.exchange_rates (org_id, base_currency, quote_currency, valid_from, rate)
values (tests.org(), 'EUR', 'USD', '2026-02-01', 1.2) on conflict do nothing;

create function pg_temp.stage(stage_name text) returns uuid language sql as $$
  select s.id from crm.stages s join crm.pipelines p on p.org_id = s.org_id and p.id = s.pipeline_id and p.is_default
  where s.org_id = tests.org() and s.name = stage_name;
$$;
insert into crm.leads (org_id, owner_id, last_name, created_at) values (tests.org(), tests.user_of('rep'), 'Origin', '2025-12-22 12:00-05');
-- won: 10, 20 and 60 days after creation; one in the night after 31 January UTC, which is still 31 January in New York
insert into crm.deals (org_id, owner_id, name, stage_id, amount, currency, created_at, closed_at, lost_reason_id, lead_id)
select tests.org(), tests.user_of(d.owner), d.name, pg_temp.stage(d.stage), d.amount, d.currency, d.created_at::timestamptz, d.closed_at::timestamptz,
  case when d.stage = 'Lost' then (select r.id from crm.lost_reasons r where r.org_id = tests.org() and r.name = 'Price') end,
  case when d.name = 'w1' then (select l.id from crm.leads l where l.last_name = 'Origin') end
from (values
  ('rep', 'w1', 'Won', 1000, 'USD', '2026-01-01 12:00-05', '2026-01-11 12:00-05'),
  ('rep', 'w2', 'Won', 500, 'EUR', '2026-01-12 01:00+00', '2026-02-01 01:00+00'),
  ('otherRep', 'w3', 'Won', 3000, 'USD', '2026-01-01 12:00-05', '2026-03-02 12:00-05'),
  ('rep', 'l1', 'Lost', 400, 'USD', '2026-01-01 12:00-05', '2026-01-20 12:00-05'),
  ('otherRep', 'l2', 'Lost', null, 'EUR', '2026-01-01 12:00-05', '2026-02-10 12:00-05'),
  ('rep', 'o1', 'Prospecting', 100, 'USD', '2026-01-05 12:00-05', null),
  ('rep', 'o2', 'Proposal', 300, 'USD', '2026-01-05 12:00-05', null),
  ('otherRep', 'o3', 'Proposal', null, 'USD', '2026-01-05 12:00-05', null)
) as d (owner, name, stage, amount, currency, created_at, closed_at);

create function pg_temp.answer(who text, query text) returns jsonb language sql as $$ select tests.rows_as(who, query); $$;

select is(pg_temp.answer('admin', 'select won_count, lost_count, win_rate from analytics.win_rate()'),
  '[{"won_count": 3, "lost_count": 2, "win_rate": 0.600000}]', 'three of five closed deals are won');
select is(pg_temp.answer('admin', 'select amounts from analytics.win_rate()') #> '{0,amounts}',
  '{"USD": {"won_amount": 4000.0000, "lost_amount": 400.0000, "win_rate": 0.909091}, "EUR": {"won_amount": 500.0000, "lost_amount": 0, "win_rate": 1.000000}}',
  'by amount, each currency for itself');
select is(pg_temp.answer('admin', 'select won_count, lost_count from analytics.win_rate(''2026-01-01'', ''2026-01-31'')'),
  '[{"won_count": 2, "lost_count": 1}]', 'a day ends at midnight of the organization');
select is(pg_temp.answer('admin', 'select won_count, lost_count from analytics.win_rate(''2026-02-01'')'),
  '[{"won_count": 1, "lost_count": 1}]', 'a period may be open-ended');
select is(pg_temp.answer('admin', 'select bucket, won_count, lost_count from analytics.win_rate(by => ''owner'')'),
  '[{"bucket": "otherRep of acme", "won_count": 1, "lost_count": 1}, {"bucket": "rep of acme", "won_count": 2, "lost_count": 1}]', 'by owner');
select is(pg_temp.answer('admin', 'select bucket, won_count, lost_count from analytics.win_rate(by => ''month'')'),
  '[{"bucket": "2026-01", "won_count": 2, "lost_count": 1}, {"bucket": "2026-02", "won_count": 0, "lost_count": 1}, {"bucket": "2026-03", "won_count": 1, "lost_count": 0}]', 'by month');
select is(pg_temp.answer('admin', 'select bucket, won_count from analytics.win_rate(by => ''team'')'), '[{"bucket": "Field", "won_count": 3}]', 'by team');
select is(pg_temp.answer('admin', 'select bucket, won_count from analytics.win_rate(by => ''pipeline'')'), '[{"bucket": "Sales", "won_count": 3}]', 'by pipeline');
select is(pg_temp.answer('admin', 'select bucket, won_count from analytics.win_rate(by => ''source'')'), '[{"bucket": null, "won_count": 3}]', 'by source');
select is(pg_temp.answer('rep', 'select won_count, lost_count from analytics.win_rate()'), '[{"won_count": 2, "lost_count": 1}]', 'a rep''s rate is of their deals');
select is(pg_temp.answer('outsider', 'select won_count from analytics.win_rate()'), '[]', 'who closed nothing has no rate');
select is(pg_temp.answer('admin@globex', 'select won_count from analytics.win_rate()'), '[]', 'nor has another tenant a share');
select is(tests.verdict_as('admin', 'select * from analytics.win_rate(by => ''colour'')'), '22023', 'it is not grouped by just anything');
select is(tests.verdict_as('admin', 'select * from analytics.win_rate(''2026-02-01'', ''2026-01-01'')'), '22023', 'no period ends before it begins');
select is(tests.verdict_as('anonymous', 'select * from analytics.win_rate()'), '42501', 'a stranger learns nothing');

select is(pg_temp.answer('admin', 'select * from analytics.sales_cycle()'),
  '[{"won_count": 3, "median_days": 20.00, "lead_count": 1, "median_days_from_lead": 20.00}]', 'the middle one of 10, 20 and 60 days');
select is(pg_temp.answer('rep', 'select * from analytics.sales_cycle()'),
  '[{"won_count": 2, "median_days": 15.00, "lead_count": 1, "median_days_from_lead": 20.00}]', 'between two, the mean');
select is(pg_temp.answer('admin', 'select * from analytics.sales_cycle(''2030-01-01'')'),
  '[{"won_count": 0, "median_days": null, "lead_count": 0, "median_days_from_lead": null}]', 'none of nothing');

select is(pg_temp.answer('admin', 'select stage, currency, deal_count, amount, average_amount, weighted_amount from analytics.pipeline_by_stage() where stage_type = ''open'''),
  '[{"stage": "Prospecting", "currency": "USD", "deal_count": 1, "amount": 100.0000, "average_amount": 100.0000, "weighted_amount": 10.0000},
    {"stage": "Proposal", "currency": "USD", "deal_count": 2, "amount": 300.0000, "average_amount": 300.0000, "weighted_amount": 150.0000}]',
  'the pipeline by stage; a deal without amount does not lower the average');
select is(pg_temp.answer('admin', 'select stage, currency, deal_count from analytics.pipeline_by_stage() where stage_type <> ''open'''),
  '[{"stage": "Won", "currency": "EUR", "deal_count": 1}, {"stage": "Won", "currency": "USD", "deal_count": 2},
    {"stage": "Lost", "currency": "EUR", "deal_count": 1}, {"stage": "Lost", "currency": "USD", "deal_count": 1}]', 'currencies stay apart');
select is(pg_temp.answer('rep', 'select stage, deal_count from analytics.pipeline_by_stage() where stage = ''Proposal'''), '[{"stage": "Proposal", "deal_count": 1}]',
  'a rep sees their part');

-- a: Prospecting, Qualified, Won;  b: Prospecting, then Negotiation;  c: Prospecting, Lost;  d: straight into Proposal
delete from crm.deal_stage_history where org_id = tests.org();
insert into crm.deal_stage_history (org_id, deal_id, pipeline_id, stage_id, amount, currency, entered_at, left_at)
select d.org_id, d.id, d.pipeline_id, pg_temp.stage(h.stage), 50, 'USD', ('2026-01-' || h.entered || ' 12:00-05')::timestamptz, ('2026-01-' || h.leaves || ' 12:00-05')::timestamptz
from (values
  ('w1', 'Prospecting', '01', '03'), ('w1', 'Qualified', '03', '11'), ('w1', 'Won', '11', null),
  ('o1', 'Prospecting', '02', '12'), ('o1', 'Negotiation', '12', null),
  ('l1', 'Prospecting', '02', '20'), ('l1', 'Lost', '20', null),
  ('o2', 'Proposal', '05', null)
) as h (deal, stage, entered, leaves)
join crm.deals d on d.org_id = tests.org() and d.name = h.deal;
select is(pg_temp.answer('admin', 'select stage, entered_count, converted_count, conversion_rate, median_days from analytics.stage_conversion()'),
  '[{"stage": "Prospecting", "entered_count": 4, "converted_count": 3, "conversion_rate": 0.750000, "median_days": 2.00},
    {"stage": "Qualified", "entered_count": 3, "converted_count": 3, "conversion_rate": 1.000000, "median_days": 0.00},
    {"stage": "Proposal", "entered_count": 3, "converted_count": 2, "conversion_rate": 0.666667, "median_days": 0.00},
    {"stage": "Negotiation", "entered_count": 2, "converted_count": 1, "conversion_rate": 0.500000, "median_days": 0.00}]',
  'skipped stages are passed, lost is not further');
select is(pg_temp.answer('admin', 'select stage, entered_count from analytics.stage_conversion(from_on => ''2026-01-10'', to_on => ''2026-01-31'')'),
  '[{"stage": "Prospecting", "entered_count": 0}, {"stage": "Qualified", "entered_count": 1}, {"stage": "Proposal", "entered_count": 2},
    {"stage": "Negotiation", "entered_count": 2}]', 'the cohort is of those who came in the period');
select is(pg_temp.answer('otherRep', 'select sum(entered_count) as n from analytics.stage_conversion()'), '[{"n": 0}]', 'of one''s own deals');
select is(pg_temp.answer('admin', 'select stage, deal_count, amount, weighted_amount from analytics.pipeline_by_stage(as_of => ''2026-01-04 12:00-05'')'),
  '[{"stage": "Prospecting", "deal_count": 2, "amount": 100.0000, "weighted_amount": 10.0000}, {"stage": "Qualified", "deal_count": 1, "amount": 50.0000, "weighted_amount": 12.5000}]',
  'the pipeline of an earlier day is that of the history');
select is(tests.verdict_as('admin', format('select * from analytics.stage_conversion(%L)', (select id from crm.pipelines where org_id = tests.org('globex') limit 1))), 'PT404',
  'another tenant''s pipeline does not exist');

-- USD: 3 open x 2/3 won x 2000 average / 35 days; EUR: nothing open
select is(pg_temp.answer('admin', 'select * from analytics.velocity() where currency = ''USD'''),
  '[{"currency": "USD", "open_count": 3, "win_rate": 0.666667, "average_won_amount": 2000.0000, "cycle_days": 35.00, "velocity_per_day": 114.2857}]', 'open x rate x amount / days');
select is(pg_temp.answer('admin', 'select velocity_per_day from analytics.velocity() where currency = ''EUR'''), '[{"velocity_per_day": 0.0000}]', 'nothing open goes nowhere');
select is(pg_temp.answer('admin', 'select open_count, win_rate, velocity_per_day from analytics.velocity(''2030-01-01'')'),
  '[{"open_count": 3, "win_rate": null, "velocity_per_day": null}]', 'without closed deals it is unknown');
update crm.deals set forecast_category = 'omitted' where name = 'o1';
select is(pg_temp.answer('admin', 'select open_count from analytics.velocity() where currency = ''USD'''), '[{"open_count": 2}]', 'an omitted deal does not count');

-- w2 of 500 EUR closed on 31 January: the rate of February is not yet known
select is(pg_temp.answer('admin', 'select place, full_name, team, won_count, lost_count, win_rate, won_amount, currency, unconverted_count from analytics.rep_leaderboard() where full_name like ''rep%'''),
  jsonb_build_array(jsonb_build_object('place', 2, 'full_name', 'rep of acme', 'team', 'Field', 'won_count', 2, 'lost_count', 1, 'win_rate', 0.666667,
    'won_amount', 1000 + 500 * 1.1, 'currency', 'USD', 'unconverted_count', 0)), 'an amount is worth the rate of its closing day');
delete from crm.exchange_rates where org_id = tests.org() and valid_from < '2026-02-01';
select is(pg_temp.answer('admin', 'select won_amount, unconverted_count from analytics.rep_leaderboard() where full_name like ''rep%'''),
  '[{"won_amount": 1000.0000, "unconverted_count": 1}]', 'an amount without rate is told, not guessed');
select is(pg_temp.answer('admin', 'select place, full_name from analytics.rep_leaderboard()'),
  '[{"place": 1, "full_name": "otherRep of acme"}, {"place": 2, "full_name": "rep of acme"}]', 'who won most is first');
select is(pg_temp.answer('rep', 'select place, full_name from analytics.rep_leaderboard()'), '[{"place": 1, "full_name": "rep of acme"}]', 'a rep sees themselves alone');
select is(pg_temp.answer('admin', 'select full_name, won_count from analytics.rep_leaderboard(''2026-03-01'')'), '[{"full_name": "otherRep of acme", "won_count": 1}]', 'in the period asked');
select is((select count(*) from pg_proc p where p.pronamespace = 'analytics'::regnamespace and (obj_description(p.oid, 'pg_proc') is null or obj_description(p.oid, 'pg_proc') not like '%Example: %')), 0::bigint,
  'each function tells its definition with an example');
select is((select count(*) from pg_proc p where p.pronamespace = 'analytics'::regnamespace and p.prosecdef), 0::bigint, 'none steps over row security');
select is((select count(*) from pg_proc p where p.pronamespace = 'analytics'::regnamespace and p.provolatile = 'v'), 0::bigint, 'none writes');

select * from finish();
rollback;
