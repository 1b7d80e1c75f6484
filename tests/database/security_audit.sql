-- The audit records every change of access with actor and request, and nobody changes or deletes what it says: T29.
begin;
select no_plan();

create function pg_temp.last_event() returns crm.security_events language sql as $$
  select e from crm.security_events e where e.org_id = tests.org() order by e.id desc limit 1;
$$;
create function pg_temp.role_id(key text) returns uuid language sql as $$
  select r.id from crm.roles r where r.org_id = tests.org() and r.key = role_id.key;
$$;

-- who and what
select tests.act_as('admin');
select set_config('request.headers', '{"x-request-id": "req-1"}', true);
update crm.organizations set timezone = 'Europe/Vienna' where slug = 'acme';
select tests.act_as_superuser();
select is((pg_temp.last_event()).event, 'organization.changed', 'a changed setting is recorded');
select is((pg_temp.last_event()).actor_user_id, tests.user_of('admin'), 'with its actor');
select is((pg_temp.last_event()).actor_role, 'admin', 'and his role');
select is((pg_temp.last_event()).actor_login, session_user::text, 'and the login of the session');
select is((pg_temp.last_event()).request_id, 'req-1', 'and the request');
select is((pg_temp.last_event()).details, '{"before": {"timezone": "UTC"}, "after": {"timezone": "Europe/Vienna"}}'::jsonb, 'and what was before and after');
select is((pg_temp.last_event()).subject, jsonb_build_object('kind', 'organization', 'id', tests.org()), 'and what it happened to');

update crm.memberships set status = 'suspended' where user_id = tests.user_of('outsider');
select is((pg_temp.last_event()).event, 'membership.changed', 'a changed membership is recorded');
select is((pg_temp.last_event()).actor_user_id, null, 'an operator has no user');
select is((pg_temp.last_event()).details, '{"before": {"status": "active"}, "after": {"status": "suspended"}}'::jsonb, 'the status is told');

insert into crm.teams (org_id, name) values (tests.org(), 'Inside');
select is((pg_temp.last_event()).event, 'team.created', 'a new team is recorded');
insert into crm.roles (org_id, key, name) values (tests.org(), 'auditor', 'Auditor');
select is((pg_temp.last_event()).event, 'role.created', 'a new role is recorded');

insert into crm.permissions (org_id, role_id, resource, action, scope)
select tests.org(), pg_temp.role_id('auditor'), k.resource, 'read', 'org' from (values ('deal'), ('lead')) k (resource);
select is((pg_temp.last_event()).event, 'permission.created', 'rights given in one statement are one event');
select is((pg_temp.last_event()).subject ->> 'role_key', 'auditor', 'about their role');
select is(jsonb_array_length((pg_temp.last_event()).details -> 'after'), 2, 'with all of them');
update crm.permissions set scope = 'own' where role_id = pg_temp.role_id('auditor') and resource in ('deal', 'account');
select is((pg_temp.last_event()).details #>> '{before,0,scope}', 'org', 'a changed right tells what it was');
select is((pg_temp.last_event()).details #>> '{after,0,scope}', 'own', 'and what it became');
delete from crm.permissions where role_id = pg_temp.role_id('auditor') and resource = 'lead';
select is((pg_temp.last_event()).event, 'permission.deleted', 'a right taken away is recorded');
select results_eq(
  $$ select count(*) from crm.security_events where org_id = tests.org() and event = 'permission.changed' $$, array[1::bigint],
  'nothing is recorded that did not change');
update crm.teams set name = name where org_id = tests.org();
select is((pg_temp.last_event()).event, 'permission.deleted', 'a write that changes nothing is no event');

insert into crm_private.claim_sources values ('somebody');
select is((select event from crm_private.installation_events order by id desc limit 1), 'claim_source.created',
  'what belongs to no organization is recorded for the operators');

-- refused writes, as the gateway reports them
create function pg_temp.refusal(who uuid, organization text) returns jsonb language sql as $$
  select jsonb_build_array(jsonb_build_object('user_id', who, 'organization', organization, 'role', 'authenticated', 'method', 'PATCH',
    'route', '/rest/v1/deals', 'status', 403, 'code', '42501', 'request_id', 'req-2'));
$$;
select is(crm_private.record_refusals(pg_temp.refusal(tests.user_of('rep'), 'acme')), 1, 'a refused write is recorded');
select is((pg_temp.last_event()).event, 'write.refused', 'as such');
select is((pg_temp.last_event()).details, '{"status": 403, "code": "42501"}'::jsonb, 'with its answer');
select is((pg_temp.last_event()).actor_user_id, tests.user_of('rep'), 'and who was refused');
select crm_private.record_refusals(pg_temp.refusal(tests.user_of('rep'), 'globex'));
select is((select count(*) from crm.security_events where org_id = tests.org('globex') and event = 'write.refused'), 0::bigint,
  'a stranger does not fill the audit of another organization');
select is((select event from crm_private.installation_events order by id desc limit 1), 'write.refused', 'but the operators know');
select is(crm_private.record_refusals('[]'), 0, 'an empty batch records nothing');

-- nobody changes what was recorded
select is(tests.verdict_as(who, statement), '42501', format('%s cannot %s', who, statement))
from unnest(array['rep', 'manager', 'admin', 'admin@globex', 'service', 'anonymous']) who
cross join unnest(array[
  'update crm.security_events set event = ''x.y''', 'delete from crm.security_events', 'truncate crm.security_events',
  'insert into crm.security_events (org_id, actor_login, actor_role, event) select org_id, ''x'', ''x'', ''x.y'' from tests.actors limit 1',
  'select crm_private.record_refusals(''[]'')', 'select crm_private.record_security_event(null, ''x.y'', ''{}'')',
  'select crm_private.purge_security_events()', 'select * from crm_private.installation_events']) statement;
select throws_ok(statement, '42501', 'security events are only added', 'nor does an operator: ' || statement)
from unnest(array['update crm.security_events set event = ''x.y''', 'delete from crm.security_events', 'truncate crm.security_events',
  'delete from crm_private.installation_events']) statement;
set local session_replication_role = replica;
select throws_ok('delete from crm.security_events', '42501', null, 'nor a session that switches triggers off');
set local session_replication_role = origin;

-- who reads it
select ok(tests.value_as('admin', 'select count(*) from crm.security_events')::int > 0, 'an administrator reads the audit');
select is(tests.value_as('admin', format('select count(*) from crm.security_events where org_id <> %L', tests.org())), '0', 'of his organization alone');
select is(tests.value_as(who, 'select count(*) from crm.security_events'), '0', who || ' reads nothing of it')
from unnest(array['rep', 'manager', 'analyst']) who;
select is(tests.verdict_as('anonymous', 'select * from crm.security_events'), '42501', 'a caller without a token does not reach it');

-- retention
select throws_ok('select crm_private.purge_security_events(interval ''1 day'')', '22023', null, 'events are not purged young');
select is(crm_private.purge_security_events(), 0::bigint, 'a young audit keeps everything');
select is((select event from crm_private.installation_events order by id desc limit 1), 'audit.purged', 'the purge is recorded');
select throws_ok('delete from crm.security_events', '42501', null, 'and leaves the audit closed');

select * from finish();
rollback;
