-- Whoever may change a record by his own right shares it, with a member, a team or a role; a share gives no right to share.
begin;
select no_plan();

create function pg_temp.deal_of(actor text, slug text default 'acme') returns uuid language sql as $$
  select d.id from crm.deals d where d.org_id = tests.org(slug) and d.owner_id = tests.user_of(actor, slug) limit 1;
$$;
create function pg_temp.share(actor text, grantee text, access text default 'read') returns text language sql as $$
  select format('select crm.share_record(''deal'', %L, %L, user_id => %L)', pg_temp.deal_of(actor), access, tests.user_of(grantee));
$$;
create function pg_temp.seen(who text) returns text language sql as $$
  select tests.value_as(who, 'select count(*) from crm.deals');
$$;

-- who may
select is(tests.verdict_as('anonymous', pg_temp.share('rep', 'otherRep')), '42501', 'without a token nothing is shared');
select is(tests.verdict_as('otherRep', pg_temp.share('rep', 'outsider')), 'PT404', 'nobody shares what he does not see');
select is(tests.verdict_as('analyst', pg_temp.share('rep', 'outsider')), '42501', 'nor what he may only read');
select is(tests.verdict_as('admin@globex', pg_temp.share('rep', 'outsider')), 'PT404', 'nor another tenant''s');
select is(tests.verdict_as('manager', pg_temp.share('outsider', 'rep')), 'PT404', 'nor a manager what another team has');
select is(tests.verdict_as(who, pg_temp.share('rep', 'outsider')), '1', who || ' may share the deal of the rep') from unnest(array['rep', 'manager', 'admin']) who;

-- with whom
select is(tests.verdict_as('rep', call), code, format('%s: %s', code, call))
from (values
  (format('select crm.share_record(''deal'', %L)', pg_temp.deal_of('rep')), '22023'),
  (format('select crm.share_record(''deal'', %L, user_id => %L, role_key => ''rep'')', pg_temp.deal_of('rep'), tests.user_of('outsider')), '22023'),
  (format('select crm.share_record(''deal'', %L, ''delete'', role_key => ''rep'')', pg_temp.deal_of('rep')), '22023'),
  (format('select crm.share_record(''deal'', %L, role_key => ''emperor'')', pg_temp.deal_of('rep')), '22023'),
  (format('select crm.share_record(''note'', %L, role_key => ''rep'')', pg_temp.deal_of('rep')), '22023'),
  (format('select crm.share_record(''deal'', %L, user_id => %L)', pg_temp.deal_of('rep'), tests.user_of('rep', 'globex')), 'PT404'),
  (format('select crm.share_record(''deal'', %L, team_id => %L)', pg_temp.deal_of('rep'), (select id from crm.teams where org_id = tests.org('globex') limit 1)), 'PT404')
) as refused (call, code);

-- what it gives, and how it ends
select is(pg_temp.seen('outsider'), '1', 'before it a rep of another team sees his own deal');
select is(tests.outcome_as('rep', pg_temp.share('rep', 'outsider')), '1 row', 'the owner shares a deal');
select is(pg_temp.seen('outsider'), '2', 'and at once it is seen');
select is(tests.verdict_as('outsider', format('update crm.deals set next_step = ''call'' where id = %L', pg_temp.deal_of('rep'))), '0', 'but not changed');
select is(tests.outcome_as('rep', pg_temp.share('rep', 'outsider', 'update')), '1 row', 'shared again, for changing');
select is((select count(*) from crm.record_shares where org_id = tests.org()), 1::bigint, 'it is the same share');
select is(tests.verdict_as('outsider', format('update crm.deals set next_step = ''call'' where id = %L', pg_temp.deal_of('rep'))), '1', 'and it may be changed');
select is(tests.verdict_as('outsider', pg_temp.share('rep', 'analyst')), '42501', 'a share gives no right to share');
select is(tests.verdict_as('outsider', format('select crm.unshare_record(%L)', (select id from crm.record_shares where org_id = tests.org()))), '42501', 'nor to take shares back');
select is(tests.verdict_as('admin@globex', format('select crm.unshare_record(%L)', (select id from crm.record_shares where org_id = tests.org()))), 'PT404', 'of which another tenant knows nothing');
select is(tests.outcome_as('manager', format('select crm.unshare_record(%L)', (select id from crm.record_shares where org_id = tests.org()))), '1 row', 'who may share may end it');
select is(pg_temp.seen('outsider'), '1', 'and at once it is over');
select results_eq(
  $$ select event, actor_user_id from crm.security_events where org_id = tests.org() and event like 'record_share.%' order by id $$,
  $$ values ('record_share.created', tests.user_of('rep')), ('record_share.changed', tests.user_of('rep')), ('record_share.deleted', tests.user_of('manager')) $$,
  'the audit has all of it');

-- by tables nothing is shared
select is(tests.verdict_as(who, statement), '42501', format('%s cannot %s', who, statement))
from unnest(array['rep', 'admin', 'anonymous']) who
cross join unnest(array[
  'insert into crm.record_shares (deal_id, role_id) select d.id, r.id from crm.deals d, crm.roles r limit 1', 'update crm.record_shares set access = ''update''',
  'delete from crm.record_shares', 'update crm.sharing_rules set is_active = true', 'delete from crm.deal_team_members',
  'insert into crm.deal_team_members (deal_id, user_id) select id, owner_id from crm.deals limit 1']) statement;

-- teams of deals and accounts
create function pg_temp.join_team(actor text, member text, access text default 'read') returns text language sql as $$
  select format('select crm.add_team_member(''deal'', %L, %L, ''Engineer'', %L)', pg_temp.deal_of(actor), tests.user_of(member), access);
$$;
create function pg_temp.part(actor text, member text) returns text language sql as $$
  select format('select crm.remove_team_member(''deal'', %L, %L)', pg_temp.deal_of(actor), tests.user_of(member));
$$;
select is(tests.verdict_as('otherRep', pg_temp.join_team('rep', 'outsider')), 'PT404', 'nobody fills the team of a deal that he does not see');
select is(tests.verdict_as('rep', format('select crm.add_team_member(''lead'', %L, %L)', pg_temp.deal_of('rep'), tests.user_of('outsider'))), '22023', 'leads have no team');
select is(tests.outcome_as('rep', pg_temp.join_team('rep', 'outsider', 'update')), '1 row', 'the owner takes somebody into the team');
select is(pg_temp.seen('outsider'), '2', 'who sees the deal at once');
select is(tests.verdict_as('outsider', pg_temp.join_team('rep', 'analyst')), '42501', 'but takes nobody else in');
select is(tests.verdict_as('otherRep', pg_temp.part('rep', 'outsider')), 'PT404', 'others do not remove him');
select is(tests.verdict_as('rep', pg_temp.part('rep', 'outsider')), '1', 'the owner can');
select is(tests.outcome_as('outsider', pg_temp.part('rep', 'outsider')), '1 row', 'and he himself may go');
select is(pg_temp.seen('outsider'), '1', 'and sees it no more');
select is(tests.verdict_as('rep', pg_temp.part('rep', 'outsider')), 'PT404', 'who is gone is gone');

-- rules
select is(tests.verdict_as(who, $$ select crm.create_sharing_rule('All', 'deal', role_key => 'rep') $$), '42501', who || ' makes no sharing rule')
from unnest(array['rep', 'manager', 'analyst', 'anonymous']) who;
select is(tests.verdict_as('admin', call), code, format('%s: %s', code, call))
from (values
  ('select crm.create_sharing_rule(''X'', ''planet'', role_key => ''rep'')', '22023'), ('select crm.create_sharing_rule(''X'', ''deal'')', '22023'),
  ('select crm.create_sharing_rule(''X'', ''deal'', condition => ''{"field": "amount", "op": "about"}'', role_key => ''rep'')', '22023')
) as refused (call, code);
select is(tests.outcome_as('admin', $$ select crm.create_sharing_rule('Cheap', 'deal', 'read', '{"field": "amount", "op": "lte", "value": 100}', role_key => 'rep') $$),
  '1 row', 'an administrator makes a rule');
select is(pg_temp.seen('outsider'), '5', 'which widens at once');
select is(tests.outcome_as('admin', format($$ select crm.alter_sharing_rule(%L, condition => '{"field": "amount", "op": "lt", "value": 100}') $$,
  (select id from crm.sharing_rules where org_id = tests.org()))), '1 row', 'changes it');
select is(pg_temp.seen('outsider'), '1', 'narrower');
select is(tests.verdict_as('admin@globex', format('select crm.delete_sharing_rule(%L)', (select id from crm.sharing_rules where org_id = tests.org()))), 'PT404', 'another tenant has no such rule');
select is(tests.outcome_as('admin', format('select crm.delete_sharing_rule(%L)', (select id from crm.sharing_rules where org_id = tests.org()))), '1 row', 'and ends it');

select * from finish();
rollback;
