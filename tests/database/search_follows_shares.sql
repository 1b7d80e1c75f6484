-- Search finds what is shared, hides what a condition hides, and never returns fewer hits than there are because of others' records.
begin;
select no_plan();

create function pg_temp.found(who text, query text, kinds text default 'null', largest integer default 20) returns text language sql as $$
  select tests.value_as(who, format(
    'select coalesce(string_agg(s.title, '', '' order by s.title), ''nothing'') from crm.search(%L, %s, %s) s', query, kinds, largest));
$$;
insert into crm.accounts (org_id, owner_id, name, description)
select tests.org(), tests.user_of('outsider'), 'Zebra ' || n, 'zebra stripes' from generate_series(1, 300) n;
insert into crm.accounts (org_id, owner_id, name) values (tests.org(), tests.user_of('rep'), 'Zebra mine');

select is(pg_temp.found('rep', 'zebra'), 'Zebra mine', 'three hundred records of others do not hide one''s own');
select is(pg_temp.found('rep', 'z'), 'Zebra mine', 'nor when a single letter is asked');

insert into crm.record_shares (org_id, account_id, user_id)
select a.org_id, a.id, tests.user_of('rep') from crm.accounts a where a.name in ('Zebra 7', 'Zebra 8');
select is(pg_temp.found('rep', 'zebra'), 'Zebra 7, Zebra 8, Zebra mine', 'what is shared is found');
select is(pg_temp.found('rep', 'stripes'), 'Zebra 7, Zebra 8', 'also by its notes');
select is(pg_temp.found('rep', 'z'), 'Zebra 7, Zebra 8, Zebra mine', 'also by one letter');
select is(pg_temp.found('otherRep', 'zebra'), 'nothing', 'by nobody else');
update crm.accounts set owner_id = tests.user_of('rep') where name = 'Zebra 8';
select is(pg_temp.found('rep', 'zebra'), 'Zebra 7, Zebra 8, Zebra mine', 'what is both shared and one''s own is found once');

-- a rule over a team, then one with a condition
delete from crm.record_shares where org_id = tests.org();
insert into crm.sharing_rules (org_id, name, resource, source_team_id, user_id)
select tests.org(), 'Partners', 'account', t.id, tests.user_of('otherRep') from crm.teams t where t.org_id = tests.org() and t.name = 'Partners';
select is(
  tests.value_as('otherRep', 'select count(*) from crm.search(''zebra'', null, 100)'), '100', 'a rule opens the records of a team to search');
update crm.sharing_rules set source_team_id = null, condition = '{"field": "name", "op": "in", "value": ["Zebra 1", "Zebra 250", "Zebra 300"]}'
where org_id = tests.org();
select is(pg_temp.found('otherRep', 'zebra'), 'Zebra 1, Zebra 250, Zebra 300', 'a rule with a condition opens exactly what meets it');
select is(pg_temp.found('otherRep', 'stripes', 'null', 2) ~ '^Zebra \d+, Zebra \d+$', true, 'and a page is full while there is more');
select is(pg_temp.found('otherRep', 'z'), 'Zebra 1, Zebra 250, Zebra 300', 'also for one letter');

update crm.permissions p set condition = '{"field": "name", "op": "neq", "value": "Zebra mine"}'
from crm.roles r
where r.org_id = p.org_id and r.id = p.role_id and r.org_id = tests.org() and r.key = 'rep' and p.resource = 'account' and p.action = 'read';
select is(pg_temp.found('rep', 'zebra'), 'Zebra 8', 'a condition on the right hides from search what it hides from the table');
select is(pg_temp.found('admin', 'mine'), 'Zebra mine', 'from that role alone');

select * from finish();
rollback;
