-- An invitation makes a member of the person it was sent to, once, and of nobody else; whatever is wrong gets the same quiet answer.
begin;
select no_plan();

-- somebody who signed up and belongs nowhere
create function pg_temp.sign_up(address text, confirmed boolean default true) returns uuid language sql as $$
  insert into auth.users (id, email, aud, role, email_confirmed_at)
  values (gen_random_uuid(), address, 'authenticated', 'authenticated', case when confirmed then now() end) returning id;
$$;
create function pg_temp.answer_to(who uuid, statement text) returns text language plpgsql as $$
declare
  answer text;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', who, 'role', 'authenticated')::text, true);
  perform set_config('request.headers', '{}', true);
  perform set_config('role', 'authenticated', true);
  execute statement into answer;
  perform tests.act_as_superuser();
  return answer;
exception when others then
  perform tests.act_as_superuser();
  return sqlstate || ' ' || sqlerrm;
end;
$$;
create function pg_temp.invite(address text, role_key text default 'rep', who text default 'admin') returns text language sql as $$
  select tests.value_as(who, format('select token from crm.invite_member(%L, %L)', address, role_key));
$$;
create function pg_temp.accept(who uuid, token text) returns text language sql as $$
  select pg_temp.answer_to(who, format('select slug from crm.accept_invitation(%L)', token));
$$;
\set quiet_answer 'PT404 this invitation cannot be accepted'

select pg_temp.sign_up('ada@example.com') as ada \gset
select pg_temp.sign_up('eve@example.com') as eve \gset
select pg_temp.sign_up('new@example.com', false) as unconfirmed \gset

-- who invites
select is(tests.verdict_as(who, $$ select crm.invite_member('x@example.com', 'rep') $$), '42501', who || ' invites nobody')
from unnest(array['rep', 'manager', 'analyst', 'anonymous', 'service']) who;
select is(tests.verdict_as('admin', $$ select crm.invite_member('not an address', 'rep') $$), '22023', 'an address is an address');
select is(tests.verdict_as('admin', $$ select crm.invite_member('x@example.com', 'emperor') $$), '22023', 'a role is one of the organization');
select is(tests.verdict_as('admin', $$ select crm.invite_member('x@example.com', 'rep', valid_days => 365) $$), '22023', 'an invitation does not last for ever');
select is(tests.verdict_as('admin', format('select crm.invite_member(''x@example.com'', ''rep'', %L)', (select id from crm.teams where org_id = tests.org('globex') limit 1))),
  'PT404', 'a team of another tenant does not exist');
select is(tests.verdict_as('admin', $$ select crm.invite_member('rep@acme.test', 'rep') $$), 'PT409', 'who is a member is not invited');

-- the token
select pg_temp.invite('Ada@Example.com') as first_token \gset
select ok(:'first_token' ~ '^inv_[0-9a-f]{64}$', 'the inviting member gets a token');
select is((select count(*) from crm.invitations i where i.token_hash = sha256(:'first_token'::bytea)), 1::bigint, 'of which the database knows the hash');
select is((select email from crm.invitations where org_id = tests.org()), 'ada@example.com', 'the address is kept in lower case');
select ok(not exists (select from crm.security_events e where position(:'first_token' in e.details::text) > 0 or e.details::text ~ 'token'), 'the audit does not have it');
select is(tests.verdict_as('admin', 'select token_hash from crm.invitations'), '42501', 'nobody reads the hash');
select is(tests.value_as('admin', 'select count(*) from crm.invitations'), '1', 'an administrator lists the invitations');
select is(tests.value_as(who, 'select count(*) from crm.invitations'), '0', who || ' sees none') from unnest(array['rep', 'manager', 'admin@globex']) who;

-- whom it makes a member
select is(pg_temp.accept(:'eve', :'first_token'), :'quiet_answer', 'a stranger does not use it');
select is(pg_temp.accept(:'eve', 'inv_unknown'), :'quiet_answer', 'an unknown token gets the same answer');
select is(pg_temp.accept(:'eve', null), :'quiet_answer', 'and none at all');
select is(tests.verdict_as('anonymous', format('select crm.accept_invitation(%L)', :'first_token')), '42501', 'without signing in nothing is accepted');
select pg_temp.invite('ada@example.com', 'analyst') as token \gset
select is(pg_temp.accept(:'ada', :'first_token'), :'quiet_answer', 'a second invitation replaces the first');
select is((select count(*) from crm.invitations where org_id = tests.org()), 1::bigint, 'and there is one');
select is(pg_temp.accept(:'ada', :'token'), 'acme', 'the person invited accepts');
select is((select r.key from crm.memberships m join crm.roles r on r.org_id = m.org_id and r.id = m.role_id where m.user_id = :'ada'), 'analyst', 'with the role of the invitation');
select is(pg_temp.answer_to(:'ada', 'select count(*) from crm.deals'), '5', 'and works at once');
select is(pg_temp.accept(:'ada', :'token'), :'quiet_answer', 'a used token is worth nothing');
select is((select actor_user_id from crm.security_events where org_id = tests.org() and event = 'membership.created' order by id desc limit 1), :'ada'::uuid, 'the audit knows who came');

-- what ends it
select pg_temp.invite('new@example.com') as token \gset
select is(pg_temp.accept(:'unconfirmed', :'token'), :'quiet_answer', 'an address that is not confirmed proves nothing');
update auth.users set email_confirmed_at = now() where id = :'unconfirmed';
update crm.invitations set expires_at = now() - interval '1 second' where email = 'new@example.com';
select is(pg_temp.accept(:'unconfirmed', :'token'), :'quiet_answer', 'an expired token is worth nothing');
select pg_temp.invite('new@example.com') as token \gset
select is(tests.outcome_as('admin', format('select crm.revoke_invitation(%L)', (select id from crm.invitations where email = 'new@example.com'))), '1 row', 'an administrator revokes it');
select is(pg_temp.accept(:'unconfirmed', :'token'), :'quiet_answer', 'a revoked token is worth nothing');
select is(tests.verdict_as('admin', format('select crm.revoke_invitation(%L)', (select id from crm.invitations where email = 'new@example.com'))), 'PT404', 'what is revoked is not open');
select is(tests.verdict_as('admin@globex', format('select crm.revoke_invitation(%L)', (select id from crm.invitations where email = 'new@example.com'))), 'PT404', 'another tenant''s admin has no such invitation');
select is(tests.verdict_as('rep', format('select crm.revoke_invitation(%L)', (select id from crm.invitations where email = 'new@example.com'))), '42501', 'nor has a rep the right');

-- an invitation is worth no more than who gave it
select tests.outcome_as('admin', format('select crm.change_member_role(%L, ''admin'')', tests.user_of('outsider')));
select pg_temp.invite('eve@example.com', 'admin', 'outsider') as token \gset
select tests.outcome_as('admin', format('select crm.change_member_role(%L, ''rep'')', tests.user_of('outsider')));
select is(pg_temp.accept(:'eve', :'token'), :'quiet_answer', 'of somebody who is no administrator any more it is worth nothing');
select pg_temp.invite('eve@example.com', 'rep') as token \gset
insert into crm.memberships (org_id, user_id, role_id, status) select tests.org(), :'eve', id, 'suspended' from crm.roles where org_id = tests.org() and key = 'rep';
select is(pg_temp.accept(:'eve', :'token'), :'quiet_answer', 'a suspended member does not come back by an invitation');

select * from finish();
rollback;
