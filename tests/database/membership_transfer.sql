-- Who leaves hands everything over in one transaction; nothing is lost, and nothing goes where the caller may not put it.
begin;
select no_plan();

create function pg_temp.owned(who uuid) returns table (kind text, amount bigint) language plpgsql as $$
declare
  owned record;
begin
  for owned in select o.* from crm_private.owned_tables() o loop
    kind := owned.kind;
    execute format('select count(*) from %s where org_id = tests.org() and owner_id = $1', owned.target) into amount using who;
    return next;
  end loop;
end;
$$;
create function pg_temp.remove(who text, receiver uuid) returns text language sql as $$
  select format('select crm.remove_member(%L, transfer_to => %L)', tests.user_of(who), receiver);
$$;

select set_eq('select kind from crm_private.owned_tables()',
  array['account', 'contact', 'lead', 'deal', 'activity', 'note', 'attachment'], 'every kind with an owner is transferred');
select is((select count(*) from pg_temp.owned(tests.user_of('rep')) o where o.amount = 0), 0::bigint, 'the rep owns some of each');

select is(tests.verdict_as('admin', format('select crm.remove_member(%L)', tests.user_of('rep'))), 'PT409', 'a member with records goes only when somebody gets them');
select is(tests.verdict_as('rep', 'select crm.resign_membership()'), 'PT409', 'nor does he leave them behind himself');
select is(tests.verdict_as('admin', pg_temp.remove('rep', tests.user_of('rep'))), 'PT409', 'not to himself');
select is(tests.verdict_as('admin', pg_temp.remove('rep', tests.user_of('admin', 'globex'))), 'PT404', 'not to another tenant''s member');
select is(tests.verdict_as('admin', pg_temp.remove('rep', gen_random_uuid())), 'PT404', 'nor to nobody');

-- a transfer alone
select is(tests.verdict_as('admin', format('select crm.transfer_records(%L, %L, array[''planet''])', tests.user_of('rep'), tests.user_of('otherRep'))), '22023',
  'only kinds with an owner are transferred');
select is(tests.verdict_as('rep', format('select crm.transfer_records(%L, %L)', tests.user_of('rep'), tests.user_of('otherRep'))), '42501',
  'a rep cannot give away what is his');
select is(tests.verdict_as('rep', format('select crm.transfer_records(%L, %L)', tests.user_of('otherRep'), tests.user_of('rep'))), '42501', 'nor take what is not');
select is(tests.verdict_as('analyst', format('select crm.transfer_records(%L, %L)', tests.user_of('otherRep'), tests.user_of('rep'))), '42501', 'an analyst moves nothing');
select is(tests.verdict_as('manager', format('select crm.transfer_records(%L, %L, array[''deal''])', tests.user_of('outsider'), tests.user_of('rep'))), '42501',
  'a manager nothing of another team');
select is(tests.verdict_as('manager', format('select crm.transfer_records(%L, %L, array[''deal''])', tests.user_of('rep'), tests.user_of('outsider'))), '42501',
  'and nothing into it');
select is(tests.value_as('manager', format('select crm.transfer_records(%L, %L, array[''deal''])', tests.user_of('rep'), tests.user_of('otherRep')))::jsonb,
  '{"deal": 1}'::jsonb, 'a manager moves deals within the team');

-- removal
insert into crm.leads (org_id, owner_id, last_name) values (tests.org(), tests.user_of('rep'), 'Thrown away');
delete from crm.leads where org_id = tests.org() and last_name = 'Thrown away';
update crm.organizations set default_owner_id = tests.user_of('rep') where id = tests.org();
update crm.lead_sources set default_owner_id = tests.user_of('rep') where org_id = tests.org() and key = 'tests';
select is(tests.value_as('rep', 'select count(*) from crm.accounts'), '1', 'before it the rep sees his account');
create temporary table before_it as select * from pg_temp.owned(tests.user_of('rep'));
create temporary table answer as
  select tests.value_as('admin', pg_temp.remove('rep', tests.user_of('outsider')))::jsonb as given;
select is((select given -> 'transferred' from answer),
  (select jsonb_object_agg(b.kind, b.amount) from before_it b where b.amount > 0), 'the answer counts what went over');
select is((select sum(amount) from pg_temp.owned(tests.user_of('rep'))), 0::numeric, 'nothing is left');
select is((select count(*) from crm.memberships where org_id = tests.org() and user_id = tests.user_of('rep')), 0::bigint, 'the membership is gone');
select is(tests.value_as('rep', 'select count(*) from crm.accounts'), '0', 'and with it every right, at once');
select is(tests.value_as('outsider', 'select count(*) from crm.accounts'), '2', 'the receiver sees what he got');
select is((select o.default_owner_id from crm.organizations o where o.id = tests.org()), tests.user_of('outsider'), 'he is the default owner now');
select is((select s.default_owner_id from crm.lead_sources s where s.org_id = tests.org() and s.key = 'tests'), tests.user_of('outsider'), 'of lead sources too');
select is(tests.verdict_as('outsider', format('select crm.restore(''lead'', %L)',
  (select record_id from crm.deleted_records where org_id = tests.org() and row_data ->> 'last_name' = 'Thrown away'))), '1',
  'and restores what was thrown away before');
select is((select details -> 'counts' from crm.security_events where org_id = tests.org() and event = 'records.transferred' order by id desc limit 1),
  (select given -> 'transferred' from answer), 'the audit tells of the transfer');
select is((select event from crm.security_events where org_id = tests.org() order by id desc limit 1), 'membership.deleted', 'and of the end of the membership');
select is(tests.outcome_as('admin', pg_temp.remove('analyst', null)), '1 row', 'who owns nothing goes without ado');

select * from finish();
rollback;
