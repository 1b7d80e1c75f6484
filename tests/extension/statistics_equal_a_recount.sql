-- Kept statistics equal a recount after every kind of transaction.
create function pg_temp.right(sentence text) returns text language sql as $$ select tests.equal(tests.differences(), 0::bigint, sentence) $$;
create function pg_temp.deal(n integer) returns uuid language sql as $$ select tests.id('s' || n) $$;
select pg_temp.right('the fixture is right');

insert into crm.deals (org_id, id, owner_id, team_id, stage_id, amount, currency)
select tests.id('acme'), pg_temp.deal(n), tests.id((array['rep', 'rep2', 'admin'])[1 + n % 3]), tests.id('north'),
  tests.id((array['new', 'won', 'lost'])[1 + n % 3]), case when n % 10 <> 0 then n * 1.25 end, (array['EUR', 'USD', null])[1 + n % 3]
from generate_series(1, 600) n;
select pg_temp.right('after an insert of many');
select tests.equal(count(*), 3::bigint, 'net deltas are few') from crm_private.deal_statistics_deltas;
select tests.equal(sum(valued_count), 540::numeric, 'deals without amount are counted apart') from crm_private.deal_statistics_deltas;

update crm.deals set amount = amount + 0.0001 where id = pg_temp.deal(1);
update crm.deals set stage_id = tests.id('won'), owner_id = tests.id('rep2'), team_id = null where id = pg_temp.deal(2);
update crm.deals set amount = null where id = pg_temp.deal(3);
update crm.deals set amount = 0 where id = pg_temp.deal(10);
update crm.deals set currency = 'CHF', pipeline_id = tests.id('renewal') where id = pg_temp.deal(4);
select pg_temp.right('after single updates');
delete from crm.deals where id in (pg_temp.deal(5), pg_temp.deal(20));
select pg_temp.right('after a delete');
update crm.deals set amount = -12345678901234.5678 where id = pg_temp.deal(6);
update crm.deals set amount = 99999999999.9999 where id = pg_temp.deal(7);
update crm.deals set amount = 0.0001 where id = pg_temp.deal(8);
select pg_temp.right('with large, small and negative amounts');

select count(*) before from crm_private.deal_statistics_deltas \gset
update crm.deals set name = 'renamed';
begin; update crm.deals set amount = amount + 1; update crm.deals set amount = amount - 1; commit;
select tests.equal(count(*), :before::bigint, 'what changes nothing writes nothing') from crm_private.deal_statistics_deltas;

begin; update crm.deals set amount = 5; rollback;
select pg_temp.right('after a rollback');
begin;
update crm.deals set amount = amount + 1 where id <= pg_temp.deal(9);
savepoint a; update crm.deals set stage_id = tests.id('won'); rollback to a;
update crm.deals set stage_id = tests.id('lost') where id > pg_temp.deal(30);
savepoint b; update crm.deals set amount = amount * 2; savepoint c; update crm.deals set amount = 7 where id > pg_temp.deal(40); release c; release b;
commit;
select pg_temp.right('after savepoints released and rolled back');
begin;
savepoint a; update crm.deals set amount = 5 where id = pg_temp.deal(77);
savepoint b; update crm.deals set stage_id = tests.id('new') where id = pg_temp.deal(78); rollback to b;
update crm.deals set amount = null where id = pg_temp.deal(79); rollback to a;
update crm.deals set amount = -12.3456 where id = pg_temp.deal(80);
savepoint a; delete from crm.deals where id = pg_temp.deal(81); release a;
commit;
select pg_temp.right('after savepoints within savepoints');
do $$ begin
  for i in 1..40 loop
    begin
      update crm.deals set amount = amount + i, stage_id = case when i % 2 = 0 then tests.id('won') else stage_id end where id = tests.id('s' || i);
      begin
        delete from crm.deals where id = tests.id('s' || (i + 100));
        if i % 5 = 0 then raise exception 'inner'; end if;
      exception when raise_exception then null;
      end;
      if i % 3 = 0 then raise exception 'outer'; end if;
    exception when raise_exception then null;
    end;
  end loop;
end $$;
select pg_temp.right('after exceptions caught at two levels');
do $$ begin
  for i in 1..6 loop
    update crm.deals set amount = i where id = tests.id('s90');
    if i % 2 = 0 then commit; else rollback; end if;
  end loop;
end $$;
select pg_temp.right('after commits and rollbacks within a procedure');
begin; update crm.deals set amount = 33 where id = pg_temp.deal(82); prepare transaction 'kept'; commit prepared 'kept';
select pg_temp.right('after a prepared transaction was committed');
begin; update crm.deals set amount = 34 where id = pg_temp.deal(82); prepare transaction 'dropped';
select pg_temp.right('while a transaction is prepared');
rollback prepared 'dropped';
select pg_temp.right('after a prepared transaction was rolled back');
begin; update crm.deals set amount = 1 where id = pg_temp.deal(83); commit and chain; update crm.deals set amount = 2 where id = pg_temp.deal(83); rollback and chain; commit;
select pg_temp.right('after chained transactions');

-- Deferred work adds to the same transaction.
create function pg_temp.later() returns trigger language plpgsql as $$ begin update crm.deals set amount = 4711 where id = tests.id('s91'); return null; end $$;
create table pg_temp.started (n integer);
create constraint trigger later after insert on pg_temp.started deferrable initially deferred for each row execute function pg_temp.later();
insert into pg_temp.started values (1);
select tests.equal(amount, 4711.0000, 'a deferred trigger has run') from crm.deals where id = pg_temp.deal(91);
select pg_temp.right('after deferred triggers');

-- COPY, INSERT ... ON CONFLICT, MERGE.
copy crm.deals (org_id, id, owner_id, amount, currency) from stdin with (delimiter ',', null '');
5b8a1b8e-0000-7000-8000-000000000001,5b8a1b8e-0000-7000-8000-000000000001,5b8a1b8e-0000-7000-8000-000000000002,12.5,EUR
5b8a1b8e-0000-7000-8000-000000000001,5b8a1b8e-0000-7000-8000-000000000003,5b8a1b8e-0000-7000-8000-000000000002,,EUR
\.
select pg_temp.right('after COPY');
insert into crm.deals (org_id, id, owner_id, amount) select org_id, id, owner_id, 3 from crm.deals where id <= pg_temp.deal(9)
on conflict (org_id, id) do update set amount = excluded.amount, owner_id = tests.id('rep');
select pg_temp.right('after INSERT ON CONFLICT');
merge into crm.deals d using (select pg_temp.deal(n) id, n from generate_series(590, 610) n) s on d.id = s.id
when matched and n % 2 = 0 then delete when matched then update set amount = n
when not matched then insert (org_id, id, owner_id, amount) values (tests.id('globex'), s.id, tests.id('other rep'), n);
select pg_temp.right('after MERGE');
select tests.equal(max(count), 0::bigint, 'no key is negative') from (select count(*) filter (where deals < 0 or valued < 0) from tests.kept) k;
