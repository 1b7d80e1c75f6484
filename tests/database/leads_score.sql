-- A lead's score is explained by contributions that add up to it, to whoever may see the lead.
begin;
select plan(15);

create function pg_temp.explain(who text, last_name text) returns jsonb language sql as $$
  select tests.value_as(who, format('select crm.explain_lead_score(%L)', l.id))::jsonb from crm.leads l where l.last_name = explain.last_name;
$$;
insert into crm.leads (org_id, owner_id, last_name, email, company, job_title, employee_count, source_id)
select tests.org(), tests.user_of('rep'), 'Scored', 'ceo@initech.example', 'Initech', 'Chief Executive Officer', 500, s.id
from crm.lead_sources s where s.org_id = tests.org() and s.key = 'referral';
insert into crm.leads (org_id, owner_id, last_name) values (tests.org(), tests.user_of('rep'), 'Bare');

select cmp_ok((select score_hundredths from crm.leads where last_name = 'Scored'), '>', (select score_hundredths from crm.leads where last_name = 'Bare'),
  'a lead that fits scores higher than one of whom nothing is known');
select is((pg_temp.explain('rep', 'Scored') ->> 'score_hundredths')::integer, (select score_hundredths from crm.leads where last_name = 'Scored'),
  'the explanation is of the stored score');
select is((select sum((c ->> 'points_hundredths')::integer)::integer from jsonb_array_elements(pg_temp.explain('rep', 'Scored') -> 'contributions') c),
  (select score_hundredths from crm.leads where last_name = 'Scored'), 'its contributions add up exactly');
select is(pg_temp.explain('rep', 'Scored') ->> 'grade', (select grade from crm.leads where last_name = 'Scored'), 'with the grade');
select is(pg_temp.explain('rep', 'Scored') -> 'is_current', 'true', 'and is current');
select is(pg_temp.explain('analyst', 'Scored') -> 'score_hundredths', pg_temp.explain('rep', 'Scored') -> 'score_hundredths', 'the same for everybody');
update crm.leads set job_title = 'Intern', employee_count = 1 where last_name = 'Scored';
select is((pg_temp.explain('rep', 'Scored') ->> 'score_hundredths')::integer, (select score_hundredths from crm.leads where last_name = 'Scored'),
  'a changed lead is scored and explained anew');
select is(tests.verdict_as('otherRep', format('select crm.explain_lead_score(%L)', (select id from crm.leads where last_name = 'Scored'))), 'PT404',
  'a hidden lead is not explained');
select is(tests.verdict_as('admin@globex', format('select crm.explain_lead_score(%L)', (select id from crm.leads where last_name = 'Scored'))), 'PT404',
  'nor another tenant''s');
select is(tests.verdict_as('anonymous', format('select crm.explain_lead_score(%L)', (select id from crm.leads where last_name = 'Scored'))), '42501',
  'nor any to a stranger');
update crm.leads set scored_at = null, score_hundredths = 0 where org_id = tests.org() and last_name = 'Bare' and set_config('crm.rows_are_complete', 'on', true) = 'on';
select set_config('crm.rows_are_complete', '', true);
select is(tests.value_as('admin', 'select crm.rescore_leads(1)'), '1', 'an administrator has leads scored anew');
select isnt((select scored_at from crm.leads where last_name = 'Bare'), null, 'the oldest score first');
select is(tests.value_as('admin', 'select crm.rescore_leads()')::bigint, (select count(*) from crm.leads where org_id = tests.org() and status <> 'converted'), 'or all of the organization''s');
select is(tests.verdict_as('rep', 'select crm.rescore_leads()'), '42501', 'a rep does not');
update crm.scoring_models set is_active = false where org_id = tests.org();
select is(tests.verdict_as('rep', format('select crm.explain_lead_score(%L)', (select id from crm.leads where last_name = 'Scored'))), 'PT409',
  'without a model there is nothing to explain');

select * from finish();
rollback;
