-- The timeline of a record is one ordered stream that pages by key.
begin;
select plan(20);

create temporary table subject as
select d.id as deal_id, d.contact_id, d.account_id from crm.deals d where d.org_id = tests.org() and d.owner_id = tests.user_of('rep');
delete from crm.activities where org_id = tests.org();
delete from crm.notes where org_id = tests.org();
insert into crm.activities (org_id, id, owner_id, kind, subject, occurred_at)
select tests.org(), crm_ext.uuid_v7_at(now() - n * interval '20 days'), tests.user_of('rep'), 'call', 'call ' || n, now() - n * interval '20 days' from generate_series(1, 10) n;
insert into crm.activity_links (org_id, activity_id, deal_id)
select a.org_id, a.id, s.deal_id from crm.activities a, subject s where a.org_id = tests.org();
insert into crm.activity_links (org_id, activity_id, contact_id)
select a.org_id, a.id, s.contact_id from crm.activities a, subject s where a.org_id = tests.org() and a.subject in ('call 2', 'call 9');
insert into crm.notes (org_id, id, owner_id, deal_id, body)
select tests.org(), crm_ext.uuid_v7_at(now() - interval '30 days'), tests.user_of('rep'), deal_id, 'a note' from subject;

create function pg_temp.page(who text, kind text, record uuid, rest text default '') returns setof jsonb language sql as $$
  select r from jsonb_array_elements(tests.rows_as(who, format('select * from crm.timeline(%L, %L%s)', kind, record, rest))) r;
$$;
create function pg_temp.titles(who text, kind text, record uuid, rest text default '') returns text language sql as $$
  select string_agg(coalesce(r ->> 'title', r ->> 'body'), ', ') from pg_temp.page(who, kind, record, rest) r;
$$;

select is(pg_temp.titles('rep', 'deal', deal_id), 'Prospecting, call 1, a note, call 2, call 3, call 4, call 5, call 6, call 7, call 8, call 9, call 10',
  'activities, notes and stage changes stand in one order, newest first') from subject;
select is((select array_agg(distinct r ->> 'item' order by r ->> 'item') from subject, pg_temp.page('rep', 'deal', deal_id) r),
  array['activity', 'note', 'stage_change'], 'each says what it is');
select is(pg_temp.titles('rep', 'deal', deal_id, ', page_size => 3'), 'Prospecting, call 1, a note', 'a page is as long as asked') from subject;
select is(
  pg_temp.titles('rep', 'deal', deal_id, format(', %L, 3', (select r ->> 'item_id' from pg_temp.page('rep', 'deal', deal_id, ', page_size => 3') r offset 2))),
  'call 2, call 3, call 4', 'the next one begins below the last') from subject;
insert into crm.notes (org_id, owner_id, deal_id, body) select tests.org(), tests.user_of('rep'), deal_id, 'fresh' from subject;
select is(
  pg_temp.titles('rep', 'deal', deal_id, format(', %L, 3', (select r ->> 'item_id' from pg_temp.page('rep', 'deal', deal_id, ', page_size => 4') r offset 3))),
  'call 2, call 3, call 4', 'whatever came in since') from subject;
select is(pg_temp.titles('rep', 'contact', contact_id), 'call 2, call 9', 'a contact has its own') from subject;
select is(pg_temp.titles('rep', 'account', account_id), null, 'as has an account') from subject;
select is((select r ->> 'user_id' from subject, pg_temp.page('rep', 'contact', contact_id) r limit 1)::uuid, tests.user_of('rep'), 'with who did it');

select is(tests.verdict_as('otherRep', format('select * from crm.timeline(''deal'', %L)', deal_id)), 'PT404', 'a hidden record has no timeline') from subject;
select is(tests.verdict_as('admin@globex', format('select * from crm.timeline(''deal'', %L)', deal_id)), 'PT404', 'nor has another tenant''s') from subject;
select is(tests.verdict_as('rep', format('select * from crm.timeline(''deal'', %L)', gen_random_uuid())), 'PT404', 'nor one that is not there');
select is(tests.verdict_as('rep', format('select * from crm.timeline(''contact'', %L)', deal_id)), 'PT404', 'nor one of another kind') from subject;
select is(tests.verdict_as('rep', format('select * from crm.timeline(''user'', %L)', deal_id)), '22023', 'a user has none') from subject;
select is(tests.verdict_as('rep', format('select * from crm.timeline(''deal'', %L, page_size => 501)', deal_id)), '22023', 'a page has 500 entries at most') from subject;
select is(tests.verdict_as('anonymous', format('select * from crm.timeline(''deal'', %L)', deal_id)), '42501', 'a stranger sees none') from subject;
select is(pg_temp.titles('manager', 'deal', deal_id, ', page_size => 2'), 'fresh, Prospecting', 'a manager reads the team''s') from subject;
select is(pg_temp.titles('analyst', 'deal', deal_id, ', page_size => 2'), 'fresh, Prospecting', 'an analyst everybody''s') from subject;

insert into crm.activities (org_id, owner_id, kind, subject) values (tests.org(), tests.user_of('outsider'), 'call', 'a colleague''s call');
insert into crm.activity_links (org_id, activity_id, deal_id)
select a.org_id, a.id, s.deal_id from crm.activities a, subject s where a.subject = 'a colleague''s call';
select is(pg_temp.titles('rep', 'deal', deal_id, ', page_size => 2'), 'a colleague''s call, fresh', 'who sees the record sees all that happened with it') from subject;
insert into crm.activities (org_id, owner_id, kind, subject) values (tests.org(), tests.user_of('outsider'), 'call', 'a call with others');
select is(tests.value_as('rep', 'select count(*) from crm.activities where subject = ''a call with others'''), '0', 'and not what happened elsewhere');
select is(tests.rows_as('rep', format('select title from crm.timeline(''deal'', %L, page_size => 2) offset 1', deal_id)), '[{"title": null}]', 'a note has a body for a title') from subject;

select * from finish();
rollback;
