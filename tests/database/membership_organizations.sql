-- Who signs up makes an organization and administers it; whoever belongs to several chooses.
begin;
select no_plan();

create function pg_temp.sign_up(address text, confirmed boolean default true) returns uuid language sql as $$
  insert into auth.users (id, email, aud, role, email_confirmed_at)
  values (gen_random_uuid(), address, 'authenticated', 'authenticated', case when confirmed then now() end) returning id;
$$;
create function pg_temp.answer_to(who uuid, statement text, organization text default null) returns text language plpgsql as $$
declare
  answer text;
begin
  perform set_config('request.jwt.claims', jsonb_build_object('sub', who, 'role', 'authenticated')::text, true);
  perform set_config('request.headers', jsonb_strip_nulls(jsonb_build_object('x-org-id', organization))::text, true);
  perform set_config('role', 'authenticated', true);
  execute statement into answer;
  perform tests.act_as_superuser();
  return answer;
exception when others then
  perform tests.act_as_superuser();
  return sqlstate;
end;
$$;

select pg_temp.sign_up('founder@example.com') as founder \gset
select pg_temp.sign_up('hasty@example.com', false) as hasty \gset

select is(tests.verdict_as('anonymous', $$ select crm.create_organization('X', 'x') $$), '42501', 'without signing in nobody makes an organization');
select is(pg_temp.answer_to(:'hasty', $$ select slug from crm.create_organization('X', 'x') $$), '42501', 'nor with an address that is not confirmed');
select is(pg_temp.answer_to(:'founder', $$ select slug from crm.create_organization('First', 'first') $$), 'first', 'a user makes an organization');
select is(pg_temp.answer_to(:'founder', 'select crm_ext.current_role_key()'), 'admin', 'and is its administrator');
select is(pg_temp.answer_to(:'founder', 'select count(*) from crm.stages'), '6', 'it is ready for work');
select is(pg_temp.answer_to(:'founder', $$ update crm.organizations set name = 'The first' returning name $$), 'The first', 'and his to change');
select is((select created_by from crm.organizations where slug = 'first'), :'founder'::uuid, 'the database knows who made it');
select is((select default_owner_id from crm.organizations where slug = 'first'), :'founder'::uuid, 'captured leads are his');
select is(pg_temp.answer_to(:'founder', $$ select slug from crm.create_organization('Acme', 'acme') $$), '23505', 'a slug is taken once');
select is(pg_temp.answer_to(:'founder', $$ select slug from crm.create_organization('Second', 'second') $$), 'second', 'he makes a second');
select is(pg_temp.answer_to(:'founder', 'select slug from crm.organizations'), 'first', 'the first stays his default');
select is(pg_temp.answer_to(:'founder', 'select slug from crm.organizations', 'second'), 'second', 'the header chooses');
select is(pg_temp.answer_to(:'founder', $$ select string_agg(slug || ' ' || role_key || ' ' || is_default || ' ' || is_active, ', ' order by slug) from crm.my_organizations() $$, 'second'),
  'first admin true false, second admin false true', 'his organizations are listed');
select is(pg_temp.answer_to(:'hasty', 'select count(*) from crm.my_organizations()'), '0', 'somebody new has none');
select is(pg_temp.answer_to(:'founder', $$ select crm.set_default_organization('second') $$), '', 'he chooses another default');
select is(pg_temp.answer_to(:'founder', 'select slug from crm.organizations'), 'second', 'which holds from the next request on');
select is((select count(*) from crm.memberships where user_id = :'founder' and is_default), 1::bigint, 'there is one default');
select is(pg_temp.answer_to(:'founder', format('select crm.set_default_organization(%L)', slug)), 'PT404', 'not a stranger''s: ' || slug)
from unnest(array['acme', 'nowhere']) slug;
select is(pg_temp.answer_to(:'founder', 'select slug from crm.organizations', 'acme'), null, 'nor does the header open one');

select pg_temp.answer_to(:'founder', format('select slug from crm.create_organization(%1$L, %1$L)', 'more-' || n)) from generate_series(1, 3) n;
select is(pg_temp.answer_to(:'founder', $$ select slug from crm.create_organization('Six', 'six') $$), 'PT429', 'five are enough for one user');
select is(tests.outcome_as('service', $$ select crm.create_organization('By service', 'by-service') $$), '1 row', 'the service role makes any');
select is((select count(*) from crm.memberships m join crm.organizations o on o.id = m.org_id where o.slug = 'by-service'), 0::bigint, 'without members');

-- the operator's way in
select is(tests.verdict_as(who, $$ select crm_private.bootstrap_admin('x@example.com', 'acme') $$), '42501', who || ' does not bootstrap')
from unnest(array['admin', 'anonymous', 'service']) who;
select crm_private.bootstrap_admin('boot@example.com', 'booted', 'Booted') ->> 'user_id' as boot \gset
select is(pg_temp.answer_to(:'boot', 'select name from crm.organizations'), 'Booted', 'the operator makes an organization with its administrator');
select is(crm_private.bootstrap_admin('boot@example.com', 'acme') ->> 'org_id', tests.org()::text, 'and gets somebody back into one that stands');
select is(pg_temp.answer_to(:'boot', 'select crm_ext.current_role_key()', 'acme'), 'admin', 'as its administrator');
select is((select event from crm.security_events where org_id = tests.org() order by id desc limit 1), 'admin.bootstrapped', 'which its audit tells');

select * from finish();
rollback;
