-- why_visible and why_not give the paths of a decision, in words and as data; reports tell what a member can do.
begin;
select no_plan();

create temporary table subject as
select d.id, d.contact_id, d.account_id, n.id as note_id, l.activity_id
from crm.deals d
join crm.notes n on n.org_id = d.org_id and n.deal_id = d.id
join crm.activity_links l on l.org_id = d.org_id and l.deal_id = d.id
where d.org_id = tests.org() and d.owner_id = tests.user_of('rep');
grant select on subject to authenticated;

create function pg_temp.why(asker text, who text, kind text, record uuid, verb text default 'read') returns jsonb language sql as $$
  select tests.value_as(asker, format('select crm.why_not(%L, %L, %L, %L)', kind, record, tests.user_of(who), verb))::jsonb;
$$;
create function pg_temp.paths(access jsonb) returns text language sql as $$
  select coalesce((access ->> 'reason'), (select string_agg(p ->> 'path', ', ' order by p ->> 'path') from jsonb_array_elements(access -> 'paths') p));
$$;

select is(pg_temp.paths(pg_temp.why('admin', 'rep', 'deal', id)), 'owner', 'the owner sees it as its owner') from subject;
select is(pg_temp.paths(pg_temp.why('admin', 'manager', 'deal', id)), 'team', 'the manager by the team') from subject;
select is(pg_temp.paths(pg_temp.why('admin', 'analyst', 'deal', id)), 'organization', 'the analyst by the whole organization') from subject;
select is(pg_temp.paths(pg_temp.why('admin', 'outsider', 'deal', id)), 'out_of_scope', 'the outsider not, it is out of reach') from subject;
select is(pg_temp.paths(pg_temp.why('admin', 'analyst', 'deal', id, 'update')), 'no_permission', 'the analyst may not change it for want of a right') from subject;
select is(pg_temp.why('admin', 'rep', 'deal', id) ->> 'allowed', 'true', 'the decision is data') from subject;
select alike(pg_temp.why('admin', 'rep', 'deal', id) ->> 'words', '%rep@acme.test may read deal % because % owns it.', 'and words') from subject;
select alike(pg_temp.why('admin', 'outsider', 'deal', id) ->> 'words', '%may not read deal % because the role % does not reach it%', 'also a refusal') from subject;
select is(
  tests.value_as('rep', format('select crm.why_visible(''deal'', %L) ->> ''user_id''', id)), tests.user_of('rep')::text, 'one asks about oneself by saying nothing')
from subject;

-- sharing
insert into crm.record_shares (org_id, deal_id, user_id) select tests.org(), id, tests.user_of('outsider') from subject;
select is(pg_temp.paths(pg_temp.why('rep', 'outsider', 'deal', id)), 'share', 'who sees a record asks about others: a share') from subject;
select is(pg_temp.paths(pg_temp.why('outsider', 'outsider', 'deal', id, 'delete')), 'out_of_scope', 'a share lets nobody delete') from subject;
insert into crm.deal_team_members (org_id, deal_id, user_id) select tests.org(), id, tests.user_of('otherRep') from subject;
select is(pg_temp.paths(pg_temp.why('rep', 'otherRep', 'deal', id)), 'record_team', 'the team of the deal') from subject;
insert into crm.sharing_rules (org_id, name, resource, user_id) values (tests.org(), 'All deals', 'deal', tests.user_of('outsider'));
select is(pg_temp.paths(pg_temp.why('rep', 'outsider', 'deal', id)), 'rule, share', 'all paths are told') from subject;
select alike(pg_temp.why('rep', 'outsider', 'deal', id) ->> 'words', '%the sharing rule All deals covers it%', 'a rule by its name') from subject;

-- what follows records
select is(pg_temp.paths(pg_temp.why('rep', 'outsider', 'note', note_id)), 'record', 'a note is seen with its record') from subject;
select alike(pg_temp.why('rep', 'outsider', 'note', note_id) ->> 'words', '%it belongs to deal % where %All deals%', 'and says through which') from subject;
select is(pg_temp.paths(pg_temp.why('rep', 'outsider', 'activity', activity_id)), 'record', 'as is an activity') from subject;
select is(pg_temp.paths(pg_temp.why('rep', 'rep', 'activity', activity_id)), 'owner, record', 'which its owner sees twice over') from subject;

-- a condition
delete from crm.sharing_rules where org_id = tests.org();
delete from crm.record_shares where org_id = tests.org();
update crm.permissions p set condition = '{"field": "amount", "op": "gt", "value": 1000}'
from crm.roles r
where r.org_id = p.org_id and r.id = p.role_id and r.org_id = tests.org() and r.key = 'manager' and p.resource = 'deal' and p.action = 'read';
select is(pg_temp.paths(pg_temp.why('admin', 'manager', 'deal', id)), 'condition_not_met', 'a condition that is not met is named') from subject;
select is(pg_temp.paths(pg_temp.why('admin', 'outsider', 'note', note_id)), 'record_not_visible', 'a note hidden with its record says so') from subject;

-- who may ask
select is(tests.verdict_as(who, format('select crm.why_visible(''deal'', %L, %L)', id, tests.user_of('rep'))), verdict, format('%s asks: %s', who, verdict))
from subject, (values ('outsider', 'PT404'), ('admin@globex', 'PT404'), ('anonymous', '42501'), ('otherRep', '1'), ('admin', '1'), ('analyst', '1')) as w (who, verdict);
select is(tests.verdict_as('admin', 'select crm.why_visible(''deal'', gen_random_uuid())'), 'PT404', 'a record that is not there answers the same');
select is(
  tests.verdict_as('admin', format('select crm.why_visible(''deal'', %L, %L)', id, tests.user_of('admin', 'globex'))), 'PT404', 'as does a user who is no member')
from subject;
select is(tests.verdict_as('admin', format('select crm.why_visible(''deal'', %L)', d.id)), 'PT404', 'as does another tenant''s record')
from crm.deals d where d.org_id = tests.org('globex') limit 1;
select is(tests.verdict_as('admin', format('select crm.why_visible(''invoice'', %L)', id)), '22023', 'other kinds have no answer') from subject;

-- reports
select is(tests.value_as('rep', 'select crm.my_permissions() -> ''role'' ->> ''key'''), 'rep', 'one knows one''s role');
select is(
  tests.value_as('rep', 'select p ->> ''scope'' from jsonb_array_elements(crm.my_permissions() -> ''permissions'') p where p ->> ''resource'' = ''deal'' and p ->> ''action'' = ''read'''),
  'own', 'and what it may do');
select is(tests.verdict_as('rep', format('select crm.access_report(%L)', tests.user_of('otherRep'))), '42501', 'a report about others is for administrators');
select is(tests.verdict_as('rep', 'select crm.access_report()'), '1', 'one''s own is for everyone');
select is(
  tests.value_as('admin', format('select crm.access_report(%L) -> ''visible'' -> ''deal''', tests.user_of('otherRep')))::jsonb,
  '{"total": 2, "by_path": {"owner": 1, "record_team": 1}}'::jsonb, 'it counts what the member sees, by path');
select is(
  (tests.value_as('admin', format('select crm.access_report(%L) -> ''visible''', m.user_id))::jsonb -> k.kind ->> 'total'),
  tests.value_as(m.actor, format('select count(*) from crm.%I', k.kind || 's')),
  format('%s sees as many %ss as the report says', m.actor, k.kind))
from tests.actors m, unnest(array['account', 'contact', 'lead', 'deal']) as k (kind)
where m.org_slug = 'acme';
select is(
  tests.value_as('admin', format('select jsonb_array_length(crm.access_report(%L) -> ''record_teams'')', tests.user_of('otherRep'))), '1', 'it lists what reaches him');

select * from finish();
rollback;
