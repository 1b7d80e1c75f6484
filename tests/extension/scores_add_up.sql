-- Lead scores in SQL: rows, facts and explanations agree, and bad models are refused with their place.
create temporary table draft (
  id uuid, job_title varchar(80), email text, company text, phone text, website text, country char(2), industry text,
  employee_count integer, annual_revenue numeric(19, 4), created_at timestamptz, last_activity_at timestamptz,
  custom jsonb not null default '{}', activities jsonb
);
insert into draft
select tests.id(n::text),
  (array['CEO', 'VP Sales', 'Geschäftsführer', 'Student', null, '  ', 'Director'])[1 + n % 7],
  case n % 3 when 0 then 'p' || n || '@gmail.com' when 1 then 'p' || n || '@acme.com' end,
  case when n % 4 > 0 then 'Company ' || n end, case when n % 2 = 0 then '030' || n end, case when n % 5 = 0 then 'x.com' end,
  case when n % 3 > 0 then 'DE' end, (array['Software', 'retail', 'MEDICAL'])[1 + n % 3],
  (n * 7919) % 3000, case when n % 10 < 7 then (n::numeric * 7919.1234) % 100000000 end,
  '2026-11-20 12:00+00'::timestamptz - n * interval '37 minutes', case when n % 4 = 0 then '2026-11-20 12:00+00'::timestamptz - n * interval '11 minutes' end,
  jsonb_build_object('seats', n % 40),
  (select jsonb_agg(jsonb_build_object('kind', (array['call', 'email', 'meeting'])[1 + (n + k) % 3], 'occurred_at', '2026-11-20 12:00+00'::timestamptz - (n % 97 * k) * interval '5 hours'))
   from generate_series(1, n % 6) k)
from generate_series(1, 5000) n;

create temporary view scored as
select crm_ext.score_record(model, d, at) as by_row, crm_ext.score_lead(model, to_jsonb(d), at) as by_facts, crm_ext.explain_score(model, to_jsonb(d), at) as explained
from draft d, (select crm_ext.default_lead_model() as model, '2026-11-20 12:00+00'::timestamptz as at) run;

select tests.equal(count(*), 0::bigint, 'rows, facts and explanations give the same score')
from scored where by_row <> by_facts or by_row <> (explained ->> 'score_hundredths')::integer;
select tests.equal(count(*), 0::bigint, 'contributions sum exactly to the score')
from scored, lateral (select coalesce(sum((line ->> 'points_hundredths')::integer), 0) as points from jsonb_array_elements(explained -> 'contributions') line) lines
where points <> by_row;
select tests.ok(count(distinct by_row) > 1000 and min(by_row) >= 0 and max(by_row) <= 10000, 'scores differ, between 0 and 100') from scored;
select tests.equal(crm_ext.explain_score(crm_ext.default_lead_model(), '{"job_title": "CEO", "employee_count": 250}', now()) ->> 'grade', 'B3', 'the grade is a letter for the fit, a digit for the engagement');

-- the model of each row counts, also when it changes from row to row
create temporary table small_model as
select points, jsonb_build_object('cap', 100, 'grades', '{"fit": {"A": 2, "B": 1}, "engagement": {"1": 2, "2": 1}}'::jsonb,
  'groups', jsonb_build_array(jsonb_build_object('key', 'g', 'kind', 'fit', 'cap', 50, 'rules', jsonb_build_array(
    jsonb_build_object('key', 'seats', 'points', points, 'when', '{"field": "custom.seats", "op": "gte", "value": 20}'::jsonb))))) as model
from generate_series(1, 3) points;
select tests.equal(count(*), 0::bigint, 'each row is scored with its own model')
from draft d, small_model m
where crm_ext.score_record(m.model, d, now()) <> case when (d.custom ->> 'seats')::integer >= 20 then 100 * m.points else 0 end;

-- a call site that lives on sees columns that are added
create function pg_temp.score(d draft) returns integer language plpgsql as $$ begin return crm_ext.score_record(crm_ext.default_lead_model(), d, '2026-11-20'); end $$;
select tests.equal(pg_temp.score(jsonb_populate_record(null::draft, '{"custom": {}}')), 0, 'without a source there are no points for it');
alter table draft add column source text default 'referral';
select tests.equal(crm_ext.score_record(crm_ext.default_lead_model(), d, '2026-11-20') - crm_ext.score_lead(crm_ext.default_lead_model(), to_jsonb(d) - 'source', '2026-11-20'), 1000, 'an added column counts at once')
from draft d where company is null and email is null limit 1;
select tests.equal(pg_temp.score(jsonb_populate_record(null::draft, '{"custom": {}, "source": "referral"}')), 1000, 'also where the function was called before');

select tests.refused('select crm_ext.validate_score_model(''{"cap": 1}'')', '22023', 'a model without groups is refused');
select tests.refused('select crm_ext.score_lead(''[]'', ''{}'', now())', '22023', 'a model is an object');
select tests.refused('select crm_ext.score_lead(crm_ext.default_lead_model(), ''{"employee_count": "many"}'', now())', '22023', 'a fact has the type of its field');
select tests.refused('select crm_ext.score_lead(crm_ext.default_lead_model(), ''{}'', ''infinity'')', '22023', 'a score is as of an instant');
select tests.refused('select crm_ext.score_record(crm_ext.default_lead_model(), 1, now())', '22023', 'a number is no row');
select tests.refused('select crm_ext.score_record(crm_ext.default_lead_model(), x, now()) from (select 1 as job_title, ''x'' as employee_count) x', '22023', 'a column has the type of its field');
select tests.equal(crm_ext.score_record(crm_ext.default_lead_model(), x, now()), 2500, 'any row will do') from (select 'CEO'::text as job_title) x;
select tests.equal(crm_ext.score_lead(null, '{}', now()), null, 'without a model there is no score');
