-- Where statistics are kept, and what they must say.
create table crm_private.deal_statistics_base (
  org_id uuid not null, owner_id uuid, team_id uuid, pipeline_id uuid not null, stage_id uuid not null, currency char(3),
  deal_count bigint not null, valued_count bigint not null, amount_sum numeric(38, 4) not null
);
create table crm_private.deal_statistics_deltas (like crm_private.deal_statistics_base including all);

create trigger deals_after_write_statistics after insert or update or delete on crm.deals
for each row execute function crm_ext.accumulate_deal_statistics();
create trigger deals_after_truncate_statistics after truncate on crm.deals
for each statement execute function crm_ext.reset_deal_statistics();

create view tests.counted as
select org_id, owner_id, team_id, pipeline_id, stage_id, currency, count(*) deals, count(amount) valued, coalesce(sum(amount), 0) amount
from crm.deals group by 1, 2, 3, 4, 5, 6;

create view tests.kept as
select org_id, owner_id, team_id, pipeline_id, stage_id, currency,
  sum(deal_count)::bigint deals, sum(valued_count)::bigint valued, sum(amount_sum) amount
from (table crm_private.deal_statistics_base union all table crm_private.deal_statistics_deltas) part
group by 1, 2, 3, 4, 5, 6 having sum(deal_count) <> 0 or sum(valued_count) <> 0 or sum(amount_sum) <> 0;

-- How many keys differ between what is kept and a recount. Kept amounts have four decimals, as the column.
create function tests.differences() returns bigint language sql as $$
  select count(*) from ((table tests.counted except table tests.kept) union all (table tests.kept except table tests.counted)) d
$$;

-- The deals made before the triggers.
insert into crm_private.deal_statistics_base table tests.counted;
