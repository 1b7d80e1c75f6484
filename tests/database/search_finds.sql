-- Search finds what its caller may see, by names as they are written, by parts of addresses and numbers, current at once.
begin;
select plan(40);

create function pg_temp.found(who text, query text, rest text default '') returns text language sql as $$
  select tests.value_as(who, format(
    'select coalesce(string_agg(s.kind || '':'' || s.title, '', '' order by s.rank desc, s.title), ''nothing'') from crm.search(%L%s) s', query, rest));
$$;
insert into crm.accounts (org_id, owner_id, name, domain, description)
values (tests.org(), tests.user_of('rep'), 'Willow Works', 'willow.example', 'They were running a will contest');
insert into crm.contacts (org_id, owner_id, first_name, last_name, job_title, account_id, email, phone)
select tests.org(), tests.user_of('rep'), 'Will', 'O''Brien', 'The buyer', a.id, 'w.obrien@mail.willow.example', '+1 415-555-2671'
from crm.accounts a where a.name = 'Willow Works';
insert into crm.leads (org_id, owner_id, first_name, last_name, company, description)
values (tests.org(), tests.user_of('otherRep'), 'José', 'Müller', 'Be & Do', 'Talked about Will');
insert into crm.deals (org_id, owner_id, name, account_id, currency)
select tests.org(), tests.user_of('rep'), 'Renewal', a.id, 'USD' from crm.accounts a where a.name = 'Willow Works';

select is(pg_temp.found('rep', 'will'), 'contact:Will O''Brien, account:Willow Works, deal:Renewal', 'will finds Will, then what begins so, then what mentions it');
select is(pg_temp.found('rep', 'WILL', ', array[''deal'', ''account'']'), 'account:Willow Works, deal:Renewal', 'among the kinds asked');
select is(pg_temp.found('rep', 'will', ', null, 1'), 'contact:Will O''Brien', 'as many as asked');
select is(pg_temp.found('rep', 'wil obr'), 'contact:Will O''Brien', 'every word counts, by its beginning');
select is(pg_temp.found('rep', 'obrien'), 'contact:Will O''Brien', 'with or without the apostrophe');
select is(pg_temp.found('rep', 'o''brien'), 'contact:Will O''Brien', 'as it is written');
select is(pg_temp.found('rep', 'w.obrien@mail'), 'contact:Will O''Brien', 'by the beginning of an address');
select alike(pg_temp.found('rep', 'mail.willow.example'), '%contact:Will O''Brien%', 'by its domain');
select is(pg_temp.found('rep', '4155552671'), 'contact:Will O''Brien', 'by the digits of a number');
select is(pg_temp.found('rep', '(415) 555-2671'), 'contact:Will O''Brien', 'however it is written');
select is(pg_temp.found('rep', '+1 415 555'), 'contact:Will O''Brien', 'by its beginning');
select is(pg_temp.found('rep', 'running'), 'account:Willow Works', 'notes are found by their words');
select is(pg_temp.found('rep', 'runs'), 'account:Willow Works', 'in any of their forms');
select is(pg_temp.found('otherRep', 'jose muller'), 'lead:José Müller', 'without accents');
select is(pg_temp.found('otherRep', 'be do'), 'lead:José Müller', 'names have no stop words');
select alike(pg_temp.found('rep', 'w'), '%contact:Will O''Brien%', 'one letter finds what begins with it');

select is(pg_temp.found('otherRep', 'obrien'), 'nothing', 'a colleague''s contact is not found');
select is(pg_temp.found('outsider', 'willow'), 'nothing', 'nor another team''s account');
select alike(pg_temp.found('manager', 'muller'), '%José%', 'a manager finds the team''s');
select alike(pg_temp.found('analyst', 'muller'), '%José%', 'an analyst the organization''s');
select is(pg_temp.found('admin@globex', 'willow'), 'nothing', 'another tenant finds nothing');
select is(tests.verdict_as('anonymous', 'select * from crm.search(''will'')'), '42501', 'a stranger does not search');

update crm.contacts set first_name = 'Bill', account_id = null where last_name = 'O''Brien';
select is(pg_temp.found('rep', 'bill'), 'contact:Bill O''Brien', 'a new name is found at once');
update crm.accounts set name = 'Oakworks' where name = 'Willow Works';
select is(array[pg_temp.found('rep', 'oakworks', ', array[''deal'']'), pg_temp.found('rep', 'willow', ', array[''deal'']')], array['deal:Renewal', 'nothing'],
  'an account''s new name finds its deals, the old one no more');
insert into crm.contact_points (org_id, contact_id, kind, value) select c.org_id, c.id, 'email', 'bill@second.example' from crm.contacts c where c.last_name = 'O''Brien';
select is(pg_temp.found('rep', 'second.example'), 'contact:Bill O''Brien', 'a second address is found');
delete from crm.contact_points where value = 'bill@second.example';
select is(pg_temp.found('rep', 'second.example'), 'nothing', 'until it is gone');
update crm.deals set owner_id = tests.user_of('otherRep') where name = 'Renewal';
select is(array[pg_temp.found('rep', 'renewal'), pg_temp.found('otherRep', 'renewal')], array['nothing', 'deal:Renewal'], 'a record that changes hands changes who finds it');
select is(pg_temp.found('otherRep', 'oakworks'), 'nothing', 'a deal is not found by the name of an account that its reader does not see');
select is(tests.value_as('otherRep', 'select coalesce(s.subtitle, '''') from crm.search(''renewal'') s') like '%Oakworks%', false, 'nor does it tell that name');
delete from crm.leads where last_name = 'Müller';
select is(pg_temp.found('admin', 'muller'), 'nothing', 'a deleted record is not found');

select is((select count(*) from (
    (select * from crm_private.search_documents except select * from crm_private.expected_search_documents)
    union all (select * from crm_private.expected_search_documents except select * from crm_private.search_documents)) as difference), 0::bigint,
  'the documents are those of the records');
select is((select crm_private.rebuild_search_documents(tests.org())),
  (select count(*) from crm_private.expected_search_documents where org_id = tests.org()), 'a rebuild makes them all');

update crm.accounts set description = 'Die Verträge laufen aus' where name = 'Oakworks';
update crm.organizations set language = 'german' where slug = 'acme';
select is(pg_temp.found('rep', 'vertrag'), 'account:Oakworks', 'in another language notes are found by its forms');

insert into crm.accounts (org_id, owner_id, name) values (tests.org(), tests.user_of('rep'), '<img src=x onerror=alert(1)> Hacker & Co');
select is(tests.value_as('rep', 'select s.highlight from crm.search(''hacker'') s'),
  '&lt;img src=x onerror=alert(1)&gt; <mark>Hacker</mark> &amp; Co', 'a hit is marked and everything else escaped');
select is(pg_temp.found('rep', ''' | !:*&()<->\ " '), 'nothing', 'operators ask for nothing');
select is(pg_temp.found('rep', ''), 'nothing', 'nor does an empty query');
select is(pg_temp.found('rep', 'x'' or ''1''=''1'), 'nothing', 'quotes are no way in');
select is(tests.verdict_as('rep', 'select * from crm.search(repeat(''x'', 501))'), '22023', 'a query has 500 characters at most');
select is(tests.verdict_as('rep', 'select * from crm.search(''x'', array[''user''])'), '22023', 'users are not searched');
select is(tests.verdict_as('rep', 'select * from crm.search(''x'', null, 101)'), '22023', 'nobody gets more than a hundred');

select * from finish();
rollback;
