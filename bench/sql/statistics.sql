-- Two copies of the deals without any trigger; one of them gets the statistics trigger, and nothing else.
drop materialized view if exists bench.deal_sums;
drop table if exists bench.deals_counted, bench.deals_plain;
create table bench.deals_counted (like crm.deals including all) with (fillfactor = 85);
create table bench.deals_plain (like crm.deals including all) with (fillfactor = 85);
alter table bench.deals_counted add number bigint generated always as identity;
alter table bench.deals_plain add number bigint generated always as identity;

do $$
declare
  columns text := (select string_agg(quote_ident(attname), ', ' order by attnum) from pg_attribute
                   where attrelid = 'crm.deals'::regclass and attnum > 0 and not attisdropped and attgenerated = '');
begin
  execute format('insert into bench.deals_counted (%1$s) select %1$s from crm.deals order by id', columns);
  execute format('insert into bench.deals_plain (%1$s) select %1$s from crm.deals order by id', columns);
end $$;

create unique index on bench.deals_counted (number);
create unique index on bench.deals_plain (number);
create trigger deals_counted_after_change_accumulate
  after insert or update or delete on bench.deals_counted
  for each row execute function crm_ext.accumulate_deal_statistics();
create materialized view bench.deal_sums as
select org_id, owner_id, team_id, pipeline_id, stage_id, currency, count(*) as deal_count, sum(amount) as amount_sum
from bench.deals_plain group by 1, 2, 3, 4, 5, 6;

create or replace function bench.touch_counted(wanted bigint) returns void
language sql as $$ update bench.deals_counted set amount = amount + 1 where number = wanted $$;
create or replace function bench.touch_plain(wanted bigint) returns void
language sql as $$ update bench.deals_plain set amount = amount + 1 where number = wanted $$;

-- Rows of one key: deals of one stage and owner of the large tenant.
create or replace procedure bench.mark_hot(relation regclass) language plpgsql as $$
begin
  execute format('alter table %s add hot bigint', relation);
  execute format('update %1$s d set hot = h.hot, owner_id = bench.member(1, 1), stage_id = md5(''stage:1:1'')::uuid, team_id = null, org_id = bench.tenant(1),
                    pipeline_id = md5(''pipeline:1'')::uuid
                  from (select number, row_number() over (order by number) - 1 as hot from %1$s order by number limit 800) h
                  where h.number = d.number', relation);
  execute format('create unique index on %s (hot)', relation);
end $$;
call bench.mark_hot('bench.deals_counted');
call bench.mark_hot('bench.deals_plain');
create or replace function bench.touch_counted_hot(turn bigint) returns void
language sql as $$ update bench.deals_counted set amount = amount + 1 where hot = turn % 800 $$;
create or replace function bench.touch_plain_hot(turn bigint) returns void
language sql as $$ update bench.deals_plain set amount = amount + 1 where hot = turn % 800 $$;
refresh materialized view bench.deal_sums;
