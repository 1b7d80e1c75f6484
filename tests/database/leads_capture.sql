-- A lead comes in by a form or a member, once, and a form learns nothing about whom the organization knows.
begin;
select plan(29);

create function pg_temp.capture(who text, arguments text) returns jsonb language sql as $$
  select tests.value_as(who, format('select crm.capture_lead(%s)', arguments))::jsonb;
$$;
create function pg_temp.by_form(arguments text) returns jsonb language sql as $$
  select pg_temp.capture('anonymous', arguments || format(', capture_key => %L', s.capture_key))
  from crm.lead_sources s where s.org_id = tests.org() and s.key = 'website';
$$;
create function pg_temp.leads_of(address text) returns setof crm.leads language sql as $$
  select l from crm.leads l where l.normalized_email = address;
$$;

select is(
  pg_temp.by_form('email => '' Will@Example.org '', last_name => ''Smith'', company => ''Initech'', custom => ''{"budget": 5}'''),
  '{"lead_id": null, "status": "received", "duplicate": null}', 'a form gets the bare receipt');
select is((select count(*) from pg_temp.leads_of('will@example.org')), 1::bigint, 'the lead is stored with its normalised address');
select is((select owner_id from pg_temp.leads_of('will@example.org')), tests.user_of('admin'), 'for the organization''s default owner');
select is((select org_id from pg_temp.leads_of('will@example.org')), tests.org(), 'in the organization of the key');
select is((select custom from pg_temp.leads_of('will@example.org')), '{"budget": 5}', 'with its custom fields');
select is((select s.key from pg_temp.leads_of('will@example.org') l join crm.lead_sources s on s.id = l.source_id), 'website',
  'and the source of the key');

select is(
  pg_temp.by_form('email => ''WILL@example.org'', company => ''Initrode'', message => ''Call me'''),
  '{"lead_id": null, "status": "received", "duplicate": null}', 'the same address again gets the same receipt');
select is((select count(*) from pg_temp.leads_of('will@example.org')), 1::bigint, 'the lead is not doubled');
select is((select company from pg_temp.leads_of('will@example.org')), 'Initech', 'nor overwritten');
select alike((select n.body from crm.notes n join pg_temp.leads_of('will@example.org') l on n.lead_id = l.id), '%Call me%',
  'what was said is a note on it');

update crm.leads set status = 'unqualified' where normalized_email = 'will@example.org';
select is(pg_temp.by_form('email => ''will@example.org''') ->> 'status', 'received', 'a closed lead does not swallow a new one');
select is((select count(*) from pg_temp.leads_of('will@example.org')), 2::bigint, 'it is a second lead');

select is(tests.verdict_as('anonymous', 'select crm.capture_lead(email => ''a@b.example'')'), '42501', 'without a key a stranger is refused');
select is(
  tests.verdict_as('anonymous', format('select crm.capture_lead(email => ''a@b.example'', capture_key => %L)', gen_random_uuid())),
  'PT404', 'an unknown key is not found');
select is(tests.verdict_as('anonymous', 'select * from crm.leads'), '42501', 'a stranger reads no lead');

select is(pg_temp.capture('rep', 'email => ''eve@example.org'', source => ''referral'', idempotency_key => ''k1''') - 'lead_id',
  '{"status": "new", "duplicate": false}', 'a member gets the lead');
select is((select owner_id from pg_temp.leads_of('eve@example.org')), tests.user_of('rep'), 'which is theirs');
select is(
  (pg_temp.capture('rep', 'email => ''other@example.org'', idempotency_key => ''k1''') ->> 'lead_id')::uuid,
  (select id from pg_temp.leads_of('eve@example.org')), 'a repeated key gives the first lead');
select is((select count(*) from pg_temp.leads_of('other@example.org')), 0::bigint, 'and makes no other');
select isnt(
  (pg_temp.capture('otherRep', 'email => ''other@example.org'', idempotency_key => ''k1''') ->> 'lead_id')::uuid,
  (select id from pg_temp.leads_of('eve@example.org')), 'a key is the caller''s own');
select is(pg_temp.capture('otherRep', 'email => ''eve@example.org'''),
  '{"lead_id": null, "status": "received", "duplicate": true}', 'of somebody else''s lead a member learns that it exists, no more');
select is(pg_temp.capture('rep@globex', 'email => ''eve@example.org''') ->> 'duplicate', 'false', 'another tenant''s lead is no duplicate');

select is(tests.verdict_as('analyst', 'select crm.capture_lead(email => ''a@b.example'')'), '42501', 'without the right to create no lead');
select is(tests.verdict_as('rep', 'select crm.capture_lead(email => ''nobody'')'), '22023', 'what is no address is refused');
select is(tests.verdict_as('rep', 'select crm.capture_lead(company => ''Acme'')'), '22023', 'a lead that names nobody is refused');
select is(tests.verdict_as('rep', 'select crm.capture_lead(last_name => ''x'', source => ''nowhere'')'), '22023', 'an unknown source is refused');
select is(tests.verdict_as('rep', 'select crm.capture_lead(last_name => ''x'', custom => ''[1]'')'), '22023', 'custom must be an object');
select is(tests.verdict_as('rep', 'select crm.capture_lead(last_name => repeat(''x'', 101))'), '22023', 'over-long names are refused');
select is(tests.verdict_as('rep', 'select crm.capture_lead(last_name => ''O''''Brien'')'), '1', 'a name with a quote is a name');

select * from finish();
rollback;
