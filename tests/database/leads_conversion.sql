-- A lead becomes an account, a contact and a deal, all or nothing and only once.
begin;
select plan(43);

create function pg_temp.convert(who text, lead uuid, arguments text default '') returns crm.lead_conversions language plpgsql as $$
declare
  conversion crm.lead_conversions;
begin
  perform tests.become(who);
  execute format('select * from crm.convert_lead(%L%s)', lead, arguments) into conversion;
  perform tests.act_as_superuser();
  return conversion;
end;
$$;
create function pg_temp.new_lead(last_name text, company text, owner text default 'rep') returns uuid language sql as $$
  insert into crm.leads (org_id, owner_id, first_name, last_name, company, email, phone, job_title, website, custom)
  values (tests.org(), tests.user_of(owner), 'Ann', last_name, company, lower(last_name) || '@' || lower(company) || '.example',
    '+1 212 555 0100', 'CEO', 'https://www.' || lower(company) || '.example', '{"budget": 5}')
  returning id;
$$;
update crm.organizations set fiscal_year_start_month = 2, timezone = 'Europe/Vienna' where slug = 'acme';

select is(crm_private.fiscal_quarter_end(tests.org(), '2026-02-01'), '2026-04-30'::date, 'a fiscal year from February has its first quarter to April');
select is(crm_private.fiscal_quarter_end(tests.org(), '2026-01-31'), '2026-01-31'::date, 'its last day ends the last quarter');
select is(crm_private.fiscal_quarter_end(tests.org(), '2026-11-15'), '2027-01-31'::date, 'its last quarter reaches into the next year');

create temporary table made as select pg_temp.new_lead('Lee', 'Initech') as lead_id;
insert into crm.activities (org_id, owner_id, kind, subject) values (tests.org(), tests.user_of('rep'), 'call', 'First call');
insert into crm.activity_links (org_id, activity_id, lead_id)
select a.org_id, a.id, made.lead_id from crm.activities a, made where a.subject = 'First call';
insert into crm.notes (org_id, owner_id, body, lead_id) select tests.org(), tests.user_of('rep'), 'Likes tea', lead_id from made;
insert into crm.record_tags (org_id, tag_id, lead_id) select t.org_id, t.id, made.lead_id from crm.tags t, made where t.org_id = tests.org();

create temporary table first as
select c.* from made, lateral pg_temp.convert('rep', made.lead_id, ', idempotency_key => ''click-1'', amount => 1200') c;

select is((select array[created_account, created_contact] from first), array[true, true], 'account and contact are new');
select is((select converted_by from first), tests.user_of('rep'), 'the history says who did it');
select is((select array[a.name, a.domain, a.owner_id::text] from crm.accounts a join first f on f.account_id = a.id),
  array['Initech', 'initech.example', tests.user_of('rep')::text], 'the account is the company, the owner carries over');
select is((select array[c.full_name, c.job_title, c.email, c.custom::text] from crm.contacts c join first f on f.contact_id = c.id),
  array['Ann Lee', 'CEO', 'lee@initech.example', '{"budget": 5}'], 'the contact is the person');
select is((select c.account_id from crm.contacts c join first f on f.contact_id = c.id), (select account_id from first), 'at the account');
select is((select array_agg(p.kind order by p.kind) from crm.contact_points p join first f on f.contact_id = p.contact_id),
  array['email', 'phone'], 'reachable as the lead was');
select is((select array[d.name, d.amount::text, d.currency::text, d.status] from crm.deals d join first f on f.deal_id = d.id),
  array['Initech', '1200.0000', 'USD', 'open'], 'the deal is open, in the base currency');
select is((select d.expected_close_on from crm.deals d join first f on f.deal_id = d.id), crm_private.fiscal_quarter_end(tests.org()),
  'expected at the end of the fiscal quarter');
select is((select array[d.lead_id, d.account_id, d.contact_id] from crm.deals d join first f on f.deal_id = d.id),
  (select array[lead_id, account_id, contact_id] from first), 'and tied to all of it');
select is((select s.position from crm.deals d join first f on f.deal_id = d.id join crm.stages s on s.id = d.stage_id), 1, 'in the first stage');
select is((select count(*) from crm.activity_links k join crm.activities a on a.id = k.activity_id where a.subject = 'First call'), 4::bigint,
  'the activity is linked to account, contact and deal as well');
select is((select n.contact_id from crm.notes n where n.body = 'Likes tea'), (select contact_id from first), 'the note went to the contact');
select is((select count(*) from crm.record_tags t, first f where t.record_id in (f.contact_id, f.deal_id)), 2::bigint, 'the tags to contact and deal');
select is((select array[l.status, l.converted_account_id::text, l.converted_contact_id::text, l.converted_deal_id::text]
  from crm.leads l join made on made.lead_id = l.id),
  (select array['converted', account_id::text, contact_id::text, deal_id::text] from first), 'the lead says what it became');

select is((select (pg_temp.convert('rep', lead_id, ', idempotency_key => ''click-1''')).id from made), (select id from first), 'the same key gives the first result');
select alike(tests.outcome_as('rep', format('select crm.convert_lead(%L)', (select lead_id from made))), 'PT409%already converted',
  'a second conversion is a conflict');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, idempotency_key => ''click-2'')', (select lead_id from made))), 'PT409',
  'with another key too');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, idempotency_key => ''click-1'')', pg_temp.new_lead('Park', 'Initrode'))), 'PT409',
  'a key is not used for two leads');
select is(tests.verdict_as('rep', format('update crm.leads set company = ''x'' where id = %L', (select lead_id from made))), 'PT409',
  'a converted lead is read-only');
select is(tests.verdict_as('admin', format('update crm.leads set owner_id = %L where id = %L', tests.user_of('otherRep'), (select lead_id from made))), '1',
  'though its owner may change');

select is(tests.verdict_as('admin', format('delete from crm.accounts where id = %L', (select account_id from first))), '1', 'what it became may go');
select is(tests.verdict_as('admin', format('delete from crm.leads where id = %L', (select lead_id from made))), '1', 'and so may the lead');

create temporary table second as
select c.* from first f, lateral pg_temp.convert('rep', pg_temp.new_lead('Kim', 'Initech'),
  format(', account_id => %L, create_deal => false', f.account_id)) c;
select is((select array[s.account_id = f.account_id, s.created_account, s.created_contact, s.deal_id is null] from second s, first f),
  array[true, false, true, true], 'a lead joins an account without a deal');

create temporary table third as
select c.* from first f, lateral pg_temp.convert('rep', pg_temp.new_lead('Lee2', 'Hooli'), format(', contact_id => %L', f.contact_id)) c;
select is((select array[t.contact_id = f.contact_id, t.account_id = f.account_id, t.created_contact] from third t, first f),
  array[true, true, false], 'a lead joins a contact, and the contact''s account');
select is((select c.email from crm.contacts c join first f on f.contact_id = c.id), 'lee@initech.example', 'whose address stays');
select is((select count(*) from crm.contact_points p join first f on f.contact_id = p.contact_id where p.kind = 'email'), 2::bigint,
  'beside the new one');

select is((select pg_temp.convert('rep', pg_temp.new_lead('Oh', 'Initech'), ', match_account => true')).account_id, (select account_id from first),
  'an account is matched by name when told');
select isnt((select pg_temp.convert('rep', pg_temp.new_lead('Roe', 'Initech'))).account_id, (select account_id from first), 'and only then');

select is(tests.verdict_as('otherRep', format('select crm.convert_lead(%L)', pg_temp.new_lead('A', 'B'))), 'PT404', 'a lead one cannot see does not exist');
select is(tests.verdict_as('rep@globex', format('select crm.convert_lead(%L)', pg_temp.new_lead('A', 'B'))), 'PT404', 'nor one of another tenant');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L)', gen_random_uuid())), 'PT404', 'nor one that is not there');
select is(tests.verdict_as('analyst', format('select crm.convert_lead(%L)', pg_temp.new_lead('A', 'B'))), '42501', 'who only reads converts nothing');
select is(tests.verdict_as('anonymous', format('select crm.convert_lead(%L)', pg_temp.new_lead('A', 'B'))), '42501', 'nor does a stranger');
select is(tests.verdict_as('manager', format('select crm.convert_lead(%L)', pg_temp.new_lead('A', 'B'))), '1', 'a manager does, for the team');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, account_id => %L)', pg_temp.new_lead('A', 'B'),
  (select id from crm.accounts where owner_id = tests.user_of('otherRep') limit 1))), 'PT404', 'a hidden account does not exist');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, contact_id => %L)', pg_temp.new_lead('A', 'B'),
  (select id from crm.contacts where org_id = tests.org('globex') limit 1))), 'PT404', 'nor another tenant''s contact');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, currency => ''XXX'')', pg_temp.new_lead('A', 'B'))), '22023', 'an unknown currency is refused');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, stage_id => %L)', pg_temp.new_lead('A', 'B'),
  (select id from crm.stages where org_id = tests.org() and type = 'won'))), '22023', 'a deal does not start won');
select is(tests.verdict_as('rep', format('select crm.convert_lead(%L, amount => -1)', pg_temp.new_lead('Minus', 'Nought'))), '23514', 'a negative amount is refused');
select is((select count(*) from crm.contacts where last_name = 'Minus'), 0::bigint, 'and leaves nothing half done');

select * from finish();
rollback;
