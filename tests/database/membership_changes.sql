-- Role, team and status of members change by functions that check the caller; never by writing tables, never one's own: T16.
begin;
select no_plan();

create function pg_temp.act(function_call text, actor text, slug text default 'acme') returns text language sql as $$
  select format('select crm.' || function_call, tests.user_of(actor, slug));
$$;
create temporary table callers (who text);
insert into callers values ('rep'), ('outsider'), ('manager'), ('analyst');
create temporary table changes (call text);
insert into changes values ('change_member_role(%L, ''rep'')'), ('change_member_team(%L, null)'), ('suspend_member(%L)'),
  ('reactivate_member(%L)'), ('remove_member(%L)');

-- tables are not written
select is(tests.verdict_as(who, statement), '42501', format('%s cannot %s', who, statement))
from unnest(array['rep', 'manager', 'admin', 'admin@globex', 'anonymous']) who
cross join unnest(array[
  'update crm.memberships set status = ''active''', 'delete from crm.memberships', 'update crm.memberships set role_id = role_id',
  'insert into crm.memberships (user_id, role_id) select user_id, role_id from crm.memberships limit 1',
  'insert into crm.roles (key, name) values (''own'', ''Own'')', 'update crm.roles set name = ''Own''', 'delete from crm.roles',
  'update crm.permissions set scope = ''org''', 'delete from crm.permissions',
  'insert into crm.permissions (role_id, resource, action, scope) select id, ''deal'', ''read'', ''org'' from crm.roles limit 1',
  'insert into crm.invitations (email, role_id, token_hash, expires_at) select ''x@y.z'', id, '''', now() from crm.roles limit 1',
  'update crm.invitations set status = ''open''']) statement;

-- who may not
select is(tests.verdict_as(who, pg_temp.act(call, 'otherRep')), '42501', format('%s cannot %s', who, call)) from callers cross join changes;
select is(tests.verdict_as('anonymous', pg_temp.act(call, 'otherRep')), '42501', format('nor can anonymous %s', call)) from changes;
select is(tests.verdict_as('admin@globex', pg_temp.act(call, 'otherRep')), 'PT404', format('another tenant''s admin knows no such member to %s', call)) from changes;
select is(tests.verdict_as('admin', format('select crm.' || call, gen_random_uuid())), 'PT404', format('nor is there anybody to %s', call)) from changes;
select is(tests.verdict_as('admin', pg_temp.act(call, 'admin')), '42501', format('nobody may %s of himself', call)) from changes;
select is(tests.verdict_as('service', pg_temp.act('suspend_member(%L)', 'rep')), '42501', 'the service role names an organization first');

-- what an administrator does, and how it works at once
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '1', 'a rep sees his deal');
select tests.outcome_as('admin', pg_temp.act('change_member_role(%L, ''analyst'')', 'outsider'));
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '5', 'made an analyst, at once all of them');
select tests.outcome_as('admin', pg_temp.act('change_member_role(%L, ''manager'')', 'outsider'));
select is(tests.outcome_as('admin', format('select crm.change_member_team(%L, (select id from crm.teams where name = ''Sales''))', tests.user_of('outsider'))), '1 row',
  'an administrator moves a member to another team');
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '5', 'the manager sees at once what the team has');
select is(tests.verdict_as('admin', format('select crm.change_member_team(%L, %L)', tests.user_of('outsider'),
  (select id from crm.teams where org_id = tests.org('globex') and name = 'Sales'))), 'PT404', 'a team of another tenant does not exist');
select is(tests.verdict_as('admin', pg_temp.act('change_member_role(%L, ''emperor'')', 'outsider')), '22023', 'nor a role that nobody made');
select is(tests.outcome_as('admin', pg_temp.act('suspend_member(%L)', 'outsider')), '1 row', 'an administrator suspends');
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '0', 'and at once nothing is left');
select is(tests.outcome_as('admin', pg_temp.act('suspend_member(%L)', 'outsider')), '1 row', 'twice is once');
select tests.outcome_as('admin', pg_temp.act('reactivate_member(%L)', 'outsider'));
select is(tests.value_as('outsider', 'select count(*) from crm.deals'), '5', 'reactivated, everything is back');

-- records follow into a new team when asked to
select tests.outcome_as('admin', format('select crm.change_member_team(%L, (select id from crm.teams where name = ''Partners''), true)', tests.user_of('rep')));
select is((select t.name from crm.deals d join crm.teams t on t.org_id = d.org_id and t.id = d.team_id where d.owner_id = tests.user_of('rep')),
  'Partners', 'records go along with their owner');

-- a delegate without all rights gives and takes no more than he has
select tests.outcome_as('admin', $$ select crm.create_role('personnel', 'Personnel', copy_of => 'rep') $$);
select tests.outcome_as('admin', format($$ select crm.set_permission('personnel', 'membership', %L, 'org') $$, action)) from unnest(array['create', 'update', 'delete']) action;
select tests.outcome_as('admin', pg_temp.act('change_member_role(%L, ''personnel'')', 'otherRep'));
select is(tests.verdict_as('otherRep', pg_temp.act('change_member_role(%L, ''rep'')', 'rep')), '1', 'a delegate gives the rights that he has');
select is(tests.verdict_as('otherRep', pg_temp.act(format('change_member_role(%%L, %L)', role), 'rep')), '42501', 'but no role beyond: ' || role)
from unnest(array['admin', 'manager', 'analyst']) role;
select is(tests.verdict_as('otherRep', pg_temp.act(call, 'admin')), '42501', format('a delegate cannot %s of an administrator', call)) from changes;
select is(tests.verdict_as('otherRep', $$ select crm.invite_member('friend@example.com', 'admin') $$), '42501', 'nor invite one');
select is(tests.verdict_as('otherRep', $$ select crm.set_permission('personnel', 'deal', 'read', 'org') $$), '42501', 'nor widen his own role');

select is((select count(*) from crm.security_events where org_id = tests.org() and event = 'membership.changed' and actor_user_id = tests.user_of('admin')),
  7::bigint, 'every change is in the audit');

select * from finish();
rollback;
