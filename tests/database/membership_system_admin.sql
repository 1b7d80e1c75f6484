-- A system administrator works in an organization only after entering it, with a reason that its audit keeps, for a time.
begin;
select no_plan();

insert into auth.users (id, email, aud, role, email_confirmed_at)
values ('00000000-0000-4000-8000-00000000ad01', 'ops@example.com', 'authenticated', 'authenticated', now());
create function pg_temp.answer(statement text, organization text default 'acme') returns text language plpgsql as $$
declare
  answer text;
begin
  perform set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-00000000ad01", "role": "authenticated"}', true);
  perform set_config('request.headers', jsonb_build_object('x-org-id', organization)::text, true);
  perform set_config('role', 'authenticated', true);
  execute statement into answer;
  perform tests.act_as_superuser();
  return answer;
exception when others then
  perform tests.act_as_superuser();
  return sqlstate;
end;
$$;

select is(pg_temp.answer($$ select org_id from crm.enter_organization('acme', 'Curious') $$), '42501', 'a user is no system administrator');
select is(tests.verdict_as(who, $$ select crm.enter_organization('globex', 'Curious') $$), '42501', who || ' enters nothing')
from unnest(array['admin', 'rep', 'anonymous', 'service']) who;
select is(tests.verdict_as('admin', $$ select crm.enter_organization('nowhere', 'Curious') $$), '42501', 'nor learns which organizations there are');
select is(tests.verdict_as(who, $$ select crm_private.set_system_admin('admin@acme.test', true) $$), '42501', who || ' makes no system administrator')
from unnest(array['admin', 'service', 'anonymous']) who;

select crm_private.set_system_admin('ops@example.com', true);
select is((select event from crm_private.installation_events order by id desc limit 1), 'system_admin.created', 'an operator makes one, which is recorded');
select is(pg_temp.answer('select count(*) from crm.deals'), '0', 'who has no rights by that alone');
select is(pg_temp.answer($$ select org_id from crm.enter_organization('nowhere', 'Ticket 1') $$), 'PT404', 'an organization must be there');
select is(pg_temp.answer($$ select org_id from crm.enter_organization('acme', ' ') $$), '22023', 'a reason must be given');
select is(pg_temp.answer($$ select org_id from crm.enter_organization('acme', 'Ticket 1', 100000) $$), '22023', 'for ever is too long');
select is(pg_temp.answer($$ select org_id from crm.enter_organization('acme', 'Ticket 1') $$), tests.org()::text, 'with a reason he enters');
select is(pg_temp.answer('select count(*) from crm.deals'), '5', 'and has all rights');
select is(pg_temp.answer('select crm_ext.current_role_key()'), 'system_admin', 'as what he is');
select is(pg_temp.answer('select count(*) from crm.deals', 'globex'), '0', 'in this organization alone');
select is(tests.value_as('admin', $$ select details #>> '{after,reason}' from crm.security_events where event = 'system_admin_visit.created' $$), 'Ticket 1',
  'the administrator reads why');
select is(pg_temp.answer($$ update crm.organizations set name = 'Repaired' returning name $$), 'Repaired', 'what he does');
select is((select actor_role from crm.security_events where org_id = tests.org() and event = 'organization.changed' order by id desc limit 1), 'system_admin',
  'is recorded as his');
select is(pg_temp.answer($$ insert into crm.accounts (name) values ('Ownerless') returning name $$), '22023', 'what he makes needs a member as its owner');
select is(pg_temp.answer(format($$ insert into crm.accounts (name, owner_id) values ('Owned', %L) returning name $$, tests.user_of('rep'))), 'Owned', 'whom he names');
insert into auth.users (id, email, aud, role, email_confirmed_at)
values ('00000000-0000-4000-8000-00000000ad02', 'new@example.com', 'authenticated', 'authenticated', now());
select pg_temp.answer($$ select token from crm.invite_member('new@example.com', 'admin') $$) as token \gset
select is(pg_temp.answer('select crm.leave_organization()'), '1', 'he leaves');
select set_config('request.jwt.claims', '{"sub": "00000000-0000-4000-8000-00000000ad02", "role": "authenticated"}', true), set_config('role', 'authenticated', true);
select role_key as accepted_as from crm.accept_invitation(:'token') \gset
select tests.act_as_superuser();
select is(:'accepted_as'::text, 'admin', 'whom he invited comes in');
select is(pg_temp.answer('select count(*) from crm.deals'), '0', 'and has nothing any more, at once');
select pg_temp.answer($$ select org_id from crm.enter_organization('acme', 'Ticket 2') $$);
update crm_private.system_admin_visits set entered_at = now() - interval '2 hours', expires_at = now() - interval '1 hour' where left_at is null;
select is(pg_temp.answer('select count(*) from crm.deals'), '0', 'a visit ends by itself');
select pg_temp.answer($$ select org_id from crm.enter_organization('acme', 'Ticket 3') $$);
select crm_private.set_system_admin('ops@example.com', false);
select is(pg_temp.answer('select count(*) from crm.deals'), '0', 'who is no system administrator any more loses his visits');

select * from finish();
rollback;
