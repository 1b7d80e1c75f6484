-- TRUNCATE, changed tables, refused amounts.
create function pg_temp.right(sentence text) returns text language sql as $$ select tests.equal(tests.differences(), 0::bigint, sentence) $$;
create function pg_temp.add(n integer, amount numeric) returns void language sql as $$
  insert into crm.deals (org_id, id, owner_id, amount) values (tests.id('acme'), tests.id('t' || n), tests.id('rep'), amount)
$$;
select pg_temp.add(1, 1) \g /dev/null
begin;
select pg_temp.add(2, 2) \g /dev/null
savepoint a; truncate crm.deals; select pg_temp.add(3, 3) \g /dev/null
rollback to a;
commit;
select pg_temp.right('a truncation rolled back to a savepoint');
select tests.equal(sum(deals), 55::numeric, 'which kept the deals') from tests.kept;
begin;
select pg_temp.add(4, 4) \g /dev/null
truncate crm.deals;
select pg_temp.add(5, 5) \g /dev/null
savepoint a; select pg_temp.add(6, 6) \g /dev/null
truncate crm.deals;
select pg_temp.add(7, 7.5) \g /dev/null
release a;
commit;
select pg_temp.right('a truncation between inserts');
select tests.equal(array[sum(deals), sum(amount)], array[1, 7.5], 'which kept the last') from tests.kept;
begin; truncate crm.deals; rollback;
select pg_temp.right('a truncation rolled back');

-- Changed tables.
alter table crm.deals drop column name, add column first_of_all integer, add column name text default 'again';
select pg_temp.add(8, 8) \g /dev/null
update crm.deals set amount = 9 where id = tests.id('t8');
select pg_temp.right('after columns were dropped and added');
begin;
alter table crm.deals rename amount to value;
alter table crm.deals add amount numeric(19, 4) default 2;
update crm.deals set amount = 11;
select tests.equal(count(*), 2::bigint, 'with another column of the name') from crm.deals where amount = 11;
rollback;
update crm.deals set amount = 12;
select pg_temp.right('and after the rollback');
drop view tests.kept, tests.counted cascade;
alter table crm_private.deal_statistics_deltas add column note text, drop column currency, add column currency char(3);
update crm.deals set amount = 13;
select tests.equal(sum(amount_sum), 2.0, 'deltas go to their columns by name') from crm_private.deal_statistics_deltas where currency = 'EUR' and amount_sum = 2;

-- What cannot be kept is refused, when it is written or at commit, and changes nothing.
create index unwanted on crm_private.deal_statistics_deltas (org_id);
select tests.equal(count(*), 2::bigint, 'deals before') from crm.deals where amount = 13;
\! psql -X -q -v VERBOSITY=sqlstate -c "update crm.deals set amount = 14" 2>&1 | sed 's/^ERROR:  55000$/ok - an index on the deltas is refused at commit/; t; s/^/not ok - /'
select tests.equal(count(*), 2::bigint, 'and the transaction undone') from crm.deals where amount = 13;
drop index crm_private.unwanted;
alter table crm.deals alter amount type numeric;
select tests.refused(format('update crm.deals set amount = %L', amount), '22003', 'refused: ' || amount)
from unnest(array['NaN', 'Infinity', '-Infinity', '0.00001', '1e-30', '1e35', '-1e40']) amount;
update crm.deals set amount = '123456789012345678901234567.8901';
update crm.deals set amount = '-1.5000000000';
update crm.deals set amount = 10000;
update crm.deals set amount = 1e20;
update crm.deals set amount = 0;
alter table crm.deals alter amount type text using amount::text;
select tests.refused('update crm.deals set amount = ''x''', '55000', 'an amount of another type is refused');

-- Only as the trigger it is.
create table crm.other (id integer);
create trigger wrong after insert on crm.other for each row execute function crm_ext.accumulate_deal_statistics();
select tests.refused('insert into crm.other values (1)', '55000', 'another table is refused');
create trigger wrong_time before insert on crm.other for each row execute function crm_ext.accumulate_deal_statistics();
select tests.refused('insert into crm.other values (1)', '39P01', 'a trigger before the row is refused');
create trigger wrong_event after insert on crm.other for each statement execute function crm_ext.reset_deal_statistics();
drop trigger wrong on crm.other;
drop trigger wrong_time on crm.other;
select tests.refused('insert into crm.other values (1)', '39P01', 'statistics are reset by TRUNCATE only');
set role authenticated;
select tests.refused('create temp table mine (id integer); create trigger t after insert on mine for each row execute function crm_ext.accumulate_deal_statistics()', '42501', 'ordinary users cannot use the trigger functions');
reset role;
