-- A condition on a right holds at every door: tables, children, functions, search, statistics, the board and the recycle bin.
begin;
select no_plan();

-- deals of the rep: the fixture's of 100, and one of 20000
insert into crm.deals (org_id, owner_id, name, amount, currency) values (tests.org(), tests.user_of('rep'), 'Whale', 20000, 'EUR');
create temporary table whale as select d.id, d.org_id from crm.deals d where d.name = 'Whale';
insert into crm.notes (org_id, owner_id, deal_id, body) select org_id, tests.user_of('rep'), id, 'Whale note' from whale;
insert into crm.activities (org_id, owner_id, kind, subject) values (tests.org(), tests.user_of('outsider'), 'call', 'Whale call');
insert into crm.activity_links (org_id, activity_id, deal_id) select a.org_id, a.id, w.id from crm.activities a, whale w where a.subject = 'Whale call';
grant select on whale to authenticated;

create function pg_temp.condition_on(resource text, action text, condition jsonb) returns void language sql as $$
  update crm.permissions p set condition = condition_on.condition from crm.roles r
  where r.org_id = p.org_id and r.id = p.role_id and r.org_id = tests.org() and r.key = 'rep'
    and p.resource = condition_on.resource and p.action = condition_on.action;
$$;
create temporary table doors (door text, query text);
insert into doors values
  ('the table', 'select count(*) from crm.deals where name = ''Whale'''),
  ('the stage history', 'select count(*) from crm.deal_stage_history where deal_id = (select id from whale)'),
  ('notes', 'select count(*) from crm.notes where body = ''Whale note'''),
  ('activities', 'select count(*) from crm.activities where subject = ''Whale call'''),
  ('search', 'select count(*) from crm.search(''whale'', array[''deal''])'),
  ('the board', 'select count(*) from jsonb_path_query(crm.pipeline_board(), ''$.stages[*].deals[*].name'') name where name #>> ''{}'' = ''Whale'''),
  ('analytics', 'select coalesce(sum(deal_count), 0) - 1 from analytics.pipeline_by_stage()');

select is(tests.value_as('rep', query), '1', format('without a condition the rep sees the deal in %s', door)) from doors;
select pg_temp.condition_on('deal', 'read', '{"field": "amount", "op": "lte", "value": 10000}');
select is(tests.value_as('rep', query), '0', format('a condition hides the deal in %s', door)) from doors;
select is(tests.value_as('rep', 'select count(*) from crm.deals'), '1', 'and leaves what meets it');
select is(tests.value_as('otherRep', 'select count(*) from crm.deals'), '1', 'it adds nothing');
select is(tests.verdict_as('rep', 'select crm.win_deal((select id from whale))'), 'PT404', 'functions do not know the hidden deal');
select is(tests.verdict_as('rep', 'select * from crm.timeline(''deal'', (select id from whale))'), 'PT404', 'nor does the timeline');
select is(tests.value_as('manager', 'select count(*) from crm.deals where name = ''Whale'''), '1', 'the condition is the role''s alone');
select is(
  tests.value_as('rep', 'select sum(deal_count) || '' '' || sum(amount_sum) from crm.deal_statistics'), '1 100.0000', 'statistics count what he sees');
select is(tests.value_as('rep', 'select count(*) from crm_private.deal_statistics_base'), '0', 'and nobody under a condition reads whole classes');

-- widened by a share and by a rule
insert into crm.record_shares (org_id, deal_id, user_id) select org_id, id, tests.user_of('rep') from whale;
select is(tests.value_as('rep', query), '1', format('a share shows it again in %s', door)) from doors;
select is(tests.value_as('rep', 'select sum(amount_sum) from crm.deal_statistics'), '20100.0000', 'and counts it once');
delete from crm.record_shares where org_id = tests.org();
insert into crm.sharing_rules (org_id, name, resource, condition, user_id)
values (tests.org(), 'Whales', 'deal', '{"field": "amount", "op": "gt", "value": 10000}', tests.user_of('rep'));
select is(tests.value_as('rep', query), '1', format('a rule shows it again in %s', door)) from doors;
update crm.sharing_rules set is_active = false where org_id = tests.org();
select is(tests.value_as('rep', query), '0', format('an inactive rule does not, in %s', door)) from doors;

-- writing
select pg_temp.condition_on('deal', 'read', null);
select pg_temp.condition_on('deal', 'update', '{"field": "amount", "op": "lte", "value": 10000}');
select pg_temp.condition_on('deal', 'create', '{"field": "amount", "op": "lte", "value": 10000}');
select is(tests.verdict_as('rep', 'update crm.deals set next_step = ''Call'' where name = ''Whale'''), '0', 'a condition on updating refuses the deal');
select is(tests.verdict_as('rep', 'update crm.deals set amount = 10001 where amount = 100'), '42501', 'and what the deal would become');
select is(tests.verdict_as('rep', 'select crm.win_deal((select id from whale))'), '42501', 'functions ask it too');
select is(
  tests.verdict_as('rep', 'select crm.win_deal((select id from crm.deals where amount = 100), amount => 10001)'), '42501',
  'also of what they would make of it');
select is(tests.verdict_as('rep', 'insert into crm.deals (name, amount, currency) values (''x'', 10001, ''EUR'')'), '42501', 'a condition on creating holds');
select is(tests.verdict_as('rep', 'insert into crm.deals (name, amount, currency) values (''x'', 10000, ''EUR'')'), '1', 'and lets pass what meets it');
select is(
  tests.verdict_as('rep', 'select crm.convert_lead((select id from crm.leads limit 1), amount => 10001)'), '42501', 'a conversion makes no such deal');
select is(
  tests.verdict_as('rep', 'insert into crm.deal_line_items (deal_id, description, unit_price) select id, ''x'', 1 from whale'), '42501',
  'parts follow the right to update');

-- notes have a right of their own
select pg_temp.condition_on('deal', 'update', null);
select pg_temp.condition_on('note', 'read', '{"not": {"field": "body", "op": "starts_with", "value": "Whale"}}');
select is(tests.value_as('rep', 'select count(*) from crm.notes where body = ''Whale note'''), '0', 'a condition on notes holds though the record is seen');
select is(tests.value_as('rep', 'select count(*) from crm.notes'), '1', 'and leaves the other note');
select pg_temp.condition_on('note', 'read', null);

-- deleted records are what they were
delete from crm.deals where name = 'Whale';
select is(tests.value_as('rep', 'select count(*) from crm.deleted_records where kind = ''deal'''), '1', 'the recycle bin shows a deleted deal');
select pg_temp.condition_on('deal', 'read', '{"field": "amount", "op": "lte", "value": 10000}');
select is(tests.value_as('rep', 'select count(*) from crm.deleted_records where access_kind = ''deal'''), '0', 'and hides what the condition hid, with its parts');
select is(tests.verdict_as('rep', 'select crm.restore(''deal'', (select id from whale))'), 'PT404', 'nor can it be restored');
select pg_temp.condition_on('deal', 'read', '{"field": "amount", "op": "gt", "value": 10000}');
select is(tests.value_as('rep', 'select count(*) from crm.deleted_records where kind in (''deal'', ''note'')'), '2', 'and shows what meets it');
select is(tests.verdict_as('rep', 'select crm.restore(''deal'', (select id from whale))'), '1', 'for restoring');

select * from finish();
rollback;
