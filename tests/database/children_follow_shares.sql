-- A share opens a record and everything that is part of it: to read with read, to work on with update, never to delete or give away.
begin;
select no_plan();

-- the outsider's deal has a line, a history, a note, an activity and a tag; his contact has a file and a telephone number
create temporary table subject as
select d.id as deal_id, d.contact_id, d.account_id from crm.deals d where d.org_id = tests.org() and d.owner_id = tests.user_of('outsider');
insert into crm.record_tags (org_id, tag_id, deal_id) select tests.org(), t.id, s.deal_id from subject s, crm.tags t where t.org_id = tests.org() limit 1;
grant select on subject to authenticated;

create temporary table parts (what text, count_query text);
insert into parts values
  ('the deal', 'select count(*) from crm.deals where id = (select deal_id from subject)'),
  ('its lines', 'select count(*) from crm.deal_line_items where deal_id = (select deal_id from subject)'),
  ('its stage history', 'select count(*) from crm.deal_stage_history where deal_id = (select deal_id from subject)'),
  ('its tags', 'select count(*) from crm.record_tags where deal_id = (select deal_id from subject)'),
  ('its notes', 'select count(*) from crm.notes where deal_id = (select deal_id from subject)'),
  ('the links to it', 'select count(*) from crm.activity_links where deal_id = (select deal_id from subject)'),
  ('what happened with it', 'select count(*) from crm.activities where id in (select activity_id from crm.activity_links where deal_id = (select deal_id from subject))'),
  ('its place on the board', 'select count(*) from jsonb_path_query(crm.pipeline_board(), ''$.stages[*].deals[*].id'') id where id #>> ''{}'' = (select deal_id::text from subject)');

select is(tests.value_as('rep', count_query), '0', format('a rep does not see %s', what)) from parts;
select is(tests.verdict_as('rep', 'select * from crm.timeline(''deal'', (select deal_id from subject))'), 'PT404', 'nor its timeline');

insert into crm.record_shares (org_id, deal_id, user_id, access) select tests.org(), deal_id, tests.user_of('rep'), 'read' from subject;
select is(tests.value_as('rep', count_query), '1', format('when it is shared with him, he sees %s', what)) from parts;
select is(tests.value_as('otherRep', count_query), '0', format('his colleague still does not see %s', what)) from parts;
select is(tests.value_as('rep', 'select count(*) from crm.timeline(''deal'', (select deal_id from subject))'), '3', 'and its timeline: a call, a note, a stage');
select is(tests.value_as('rep', 'select count(*) from crm.contacts where id = (select contact_id from subject)'), '0', 'the contact of the deal is not shared with it');

-- reading is not changing
select is(tests.verdict_as('rep', statement), verdict, format('a share to read refuses %s', what))
from (values
  ('to rename it', 'update crm.deals set name = ''Mine'' where id = (select deal_id from subject)', '0'),
  ('to add a line', 'insert into crm.deal_line_items (deal_id, description, unit_price) select deal_id, ''More'', 1 from subject', '42501'),
  ('to change its note', 'update crm.notes set body = ''Mine'' where deal_id = (select deal_id from subject)', '0'),
  ('to move it', 'select crm.move_deal((select deal_id from subject), after_id => null, stage_id => (select id from crm.stages where name = ''Proposal''))', '42501'),
  ('to win it', 'select crm.win_deal((select deal_id from subject))', '42501'),
  ('to untag it', 'delete from crm.record_tags where deal_id = (select deal_id from subject)', '0')
) as attempt (what, statement, verdict);
select is(tests.verdict_as('rep', 'insert into crm.notes (deal_id, body) select deal_id, ''Seen'' from subject'), '1', 'a note of one''s own can be put on it');
select is(
  tests.verdict_as('rep', 'select crm.log_activity(''call'', ''About it'', deal_id => (select deal_id from subject))'), '1', 'and a call be logged');

update crm.record_shares set access = 'update' where org_id = tests.org();
select is(tests.verdict_as('rep', statement), verdict, format('a share to update lets one %s', what))
from (values
  ('rename it', 'update crm.deals set name = ''Ours'' where id = (select deal_id from subject)', '1'),
  ('add a line', 'insert into crm.deal_line_items (deal_id, description, unit_price) select deal_id, ''More'', 1 from subject', '1'),
  ('correct its note', 'update crm.notes set body = ''Ours'' where deal_id = (select deal_id from subject)', '1'),
  ('move it', 'select crm.move_deal((select deal_id from subject), stage_id => (select id from crm.stages where name = ''Proposal''))', '1'),
  ('win it', 'select crm.win_deal((select deal_id from subject))', '1'),
  ('untag it', 'delete from crm.record_tags where deal_id = (select deal_id from subject)', '1')
) as attempt (what, statement, verdict);
select is(tests.verdict_as('rep', 'delete from crm.deals where id = (select deal_id from subject)'), '0', 'but not delete it');
select is(
  tests.verdict_as('rep', format('update crm.deals set owner_id = %L where id = (select deal_id from subject)', tests.user_of(taker))),
  '42501', format('nor give it to %s', taker))
from unnest(array['rep', 'otherRep', 'manager']) taker;
select is(
  tests.verdict_as('rep', 'update crm.deals set team_id = (select id from crm.teams where name = ''Field'') where id = (select deal_id from subject)'),
  '42501', 'nor to another team');

-- every way to be granted a share
update crm.record_shares set user_id = null, team_id = (select t.id from crm.teams t where t.org_id = tests.org() and t.name = 'Sales') where org_id = tests.org();
select is(tests.value_as(who, 'select count(*) from crm.deals where id = (select deal_id from subject)'), seen, format('shared with the team Sales: %s', who))
from (values ('manager', '1'), ('rep', '1'), ('otherRep', '1'), ('outsider', '1'), ('admin@globex', '0')) as w (who, seen);
update crm.record_shares set team_id = null, role_id = (select r.id from crm.roles r where r.org_id = tests.org() and r.key = 'manager') where org_id = tests.org();
select is(tests.value_as(who, 'select count(*) from crm.deals where id = (select deal_id from subject)'), seen, format('shared with managers: %s', who))
from (values ('manager', '1'), ('rep', '0'), ('admin@globex', '0')) as w (who, seen);
delete from crm.record_shares where org_id = tests.org();
insert into crm.deal_team_members (org_id, deal_id, user_id, access) select tests.org(), deal_id, tests.user_of('rep'), 'update' from subject;
select is(tests.value_as('rep', count_query), '1', format('in the team of the deal he sees %s', what)) from parts;
select is(tests.verdict_as('rep', 'select crm.win_deal((select deal_id from subject))'), '1', 'and wins it');
select is(tests.value_as('rep', 'select count(*) from crm.deal_team_members'), '1', 'he sees who works on it');
select is(tests.value_as('otherRep', 'select count(*) from crm.deal_team_members'), '0', 'others do not');
delete from crm.deal_team_members where org_id = tests.org();
select is(tests.value_as('rep', count_query), '0', format('afterwards he sees nothing of %s', what)) from parts;

-- a role without the right at all gains nothing by a share
insert into crm.record_shares (org_id, deal_id, user_id, access) select tests.org(), deal_id, tests.user_of('analyst'), 'update' from subject;
select is(tests.verdict_as('analyst', 'update crm.deals set name = ''Mine'' where id = (select deal_id from subject)'), '0', 'who may update nothing updates no shared deal');

select * from finish();
rollback;
