-- A row of one organization cannot be written into, refer to, or be taken over from another; a bad row stops its batch.
begin;
select plan(13);

select is(tests.verdict_as('admin', format($$ insert into crm.accounts (org_id, name) values (%L, 'Forged') $$, tests.org('globex'))),
  '42501', 'a forged org_id is refused');

select is(tests.verdict_as('admin', format($$ insert into crm.accounts (org_id, name) values (%L, 'Own'), (%L, 'Forged') $$,
    tests.org(), tests.org('globex'))),
  '42501', 'a batch with one forged org_id is refused');

select tests.outcome_as('admin', format($$ insert into crm.accounts (org_id, name) values (%L, 'Batch 1'), (%L, 'Batch 2') $$,
    tests.org(), tests.org('globex')));
select is_empty($$ select from crm.accounts where name like 'Batch %' $$, 'nothing of the refused batch is stored');

select is(tests.verdict_as('admin', format($$ update crm.accounts set org_id = %L $$, tests.org('globex'))),
  '42501', 'org_id cannot be changed');

select is(tests.verdict_as('admin', $$ update crm.accounts set id = crm_ext.uuid_v7() $$), '42501', 'id cannot be changed');

select is(tests.verdict_as('admin', $$ insert into crm.accounts (id, name) values (gen_random_uuid(), 'Own id') $$),
  '42501', 'the caller does not choose an id');

-- references: the same refusal for a row of another organization and for one that does not exist
create function pg_temp.refer(target text, id uuid) returns text language sql as $$
  select regexp_replace(tests.outcome_as('admin', format('update crm.deals set %I = %L', target, id)), id::text, 'ID', 'g');
$$;
select is(
  pg_temp.refer('account_id', (select id from crm.accounts where org_id = tests.org('globex') limit 1)),
  pg_temp.refer('account_id', gen_random_uuid()),
  'an account of another organization is as absent as one that does not exist');
select alike(pg_temp.refer('account_id', gen_random_uuid()), '23503%', 'and the refusal is a missing parent');
select is(
  pg_temp.refer('contact_id', (select id from crm.contacts where org_id = tests.org('globex') limit 1)),
  pg_temp.refer('contact_id', gen_random_uuid()),
  'a contact of another organization is as absent as one that does not exist');

select is(tests.verdict_as('admin', format($$ update crm.deals set owner_id = %L $$, tests.user_of('admin', 'globex'))),
  '23503', 'a record cannot be given to a member of another organization');

-- the superuser, who passes every policy, cannot write the reference down either
select throws_ok(
  format($$ update crm.deals set account_id = (select id from crm.accounts where org_id = %L limit 1) where org_id = %L $$,
         tests.org('globex'), tests.org()),
  '23503', null, 'a reference across organizations cannot be stored by anybody');

-- the claim names another organization
select is(
  tests.value_as('admin', format($$ select set_config('request.jwt.claims', jsonb_build_object('sub', %L, 'org_id', %L, 'role', 'authenticated')::text, true) is not null
    and (select count(*) from crm.accounts) = 0 $$, tests.user_of('admin'), tests.org('globex'))),
  'true', 'a claim for an organization that one does not belong to shows nothing');

select is(
  tests.value_as('admin', format($$ select set_config('request.jwt.claims', jsonb_build_object('sub', %L, 'role', 'authenticated')::text, true) is not null
    and set_config('request.headers', jsonb_build_object('x-org-id', 'globex')::text, true) is not null
    and (select count(*) from crm.accounts where org_id <> %L) = 0 $$, tests.user_of('admin'), tests.org())),
  'true', 'nor does the header');

select * from finish();
rollback;
