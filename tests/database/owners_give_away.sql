-- Owner and team of a record are changed by the right of one's role on what it was and what it becomes.
begin;
select no_plan();

create temporary table records (kind text, table_name text);
insert into records values ('account', 'accounts'), ('contact', 'contacts'), ('lead', 'leads'), ('deal', 'deals'), ('activity', 'activities'),
  ('note', 'notes'), ('attachment', 'attachments');

select is(
  tests.verdict_as('manager', format('update crm.%I set owner_id = %L where owner_id = %L', table_name, tests.user_of('otherRep'), tests.user_of('rep'))),
  '1', format('a manager gives a rep''s %s to another of the team', kind))
from records;
select is(
  tests.verdict_as('admin', format('update crm.%I set owner_id = %L where owner_id = %L', table_name, tests.user_of('outsider'), tests.user_of('rep'))),
  '1', format('an administrator gives the %s to anyone', kind))
from records;
select is(
  tests.verdict_as('rep', format('update crm.%I set owner_id = %L where owner_id = %L', table_name, tests.user_of('otherRep'), tests.user_of('rep'))),
  '42501', format('a rep does not give his own %s away', kind))
from records;
select is(
  tests.verdict_as('manager', format('update crm.%I set owner_id = %L where owner_id = %L', table_name, tests.user_of('outsider'), tests.user_of('rep'))),
  '42501', format('a manager does not give the %s out of the team', kind))
from records;

-- a rule that shares all deals of the outsider's team to work on them is no right to dispose of them
insert into crm.sharing_rules (org_id, name, resource, access, source_team_id, role_id)
select tests.org(), 'Partners', 'deal', 'update', t.id, r.id from crm.teams t, crm.roles r
where t.org_id = tests.org() and t.name = 'Partners' and r.org_id = tests.org() and r.key = 'manager';
select is(tests.verdict_as('manager', format('update crm.deals set next_step = ''x'' where owner_id = %L', tests.user_of('outsider'))), '1', 'a rule lets managers work on the deal');
select is(
  tests.verdict_as('manager', format('update crm.deals set owner_id = %L where owner_id = %L', tests.user_of('manager'), tests.user_of('outsider'))),
  '42501', 'and not take it');
-- who edits a note because he may update its record does not become its owner
select is(
  tests.verdict_as('manager', format('update crm.notes set owner_id = %L where owner_id = %L', tests.user_of('manager'), tests.user_of('outsider'))),
  '42501', 'nor the note on it');

-- the outcome of several rows is all or nothing
select is(
  tests.outcome_as('manager', format('update crm.deals set owner_id = %L', tests.user_of('outsider'))) ~ '^42501', true, 'one row out of reach refuses all');

select * from finish();
rollback;
