-- Thousands of teams and shares: right answers, and memory that other callers do not pay for.
\ir support/record_policies.sql
insert into crm.teams select tests.id('acme'), tests.id('team' || n), tests.id(case when n <= 10 then 'field' else 'team' || n / 10 end) from generate_series(1, 10000) n;
insert into crm.deals (org_id, id, owner_id, team_id, name)
select tests.id('acme'), tests.id('far' || n), tests.id('filler'), tests.id('team' || n * 10), 'far' from generate_series(1, 1000) n;
insert into crm.record_shares (org_id, deal_id, user_id) select tests.id('acme'), tests.id('far' || n), tests.id('rep') from generate_series(1, 700) n;
insert into crm.record_shares (org_id, deal_id, team_id) select tests.id('acme'), tests.id('far' || n), tests.id('sales') from generate_series(601, 900) n;
insert into crm.record_shares (org_id, deal_id, user_id) select tests.id('acme'), tests.id('absent' || n), tests.id('rep') from generate_series(1, 20000) n;
insert into crm.sharing_rules (org_id, resource, user_id, source_team_id) values (tests.id('acme'), 'deal', tests.id('helper'), tests.id('team1'));
analyze;

create function pg_temp.sees(person text) returns bigint language plpgsql as $$
declare
  seen bigint;
begin
  perform tests.act_as(person);
  select count(*) into seen from crm.deals;
  perform set_config('role', 'none', true);
  return seen;
end
$$;
select tests.equal(array[pg_temp.sees('manager'), pg_temp.sees('rep'), pg_temp.sees('rep2'), pg_temp.sees('admin')], array[1030, 910, 310, 1050]::bigint[], 'ten thousand teams and twenty thousand shares decide as one does');
select tests.equal(pg_temp.sees('helper'), 10 + count(*), 'a rule about a team is about all below it')
from (
  with recursive below (id) as (select tests.id('team1') union select t.id from crm.teams t join below b on t.parent_id = b.id) select id from below
) teams join crm.deals d on d.team_id = teams.id;
select tests.ok(clock_timestamp() - statement_timestamp() < interval '5 seconds', 'and in time') from (select pg_temp.sees('manager')) again;

-- A caller with many ids counts as several of those that are remembered.
select pg_temp.sees(person) from unnest(array['admin', 'rep2', 'guest']) person \g /dev/null
set crm.access_cache_entries = 24;
select crm_ext.access_cache_loads() as loads \gset
select pg_temp.sees(person) from unnest(array['admin', 'rep2', 'guest', 'admin', 'rep2']) person \g /dev/null
select tests.equal(crm_ext.access_cache_loads(), :loads::bigint, 'callers without many ids stay remembered');
update crm.roles set key = key;
select pg_temp.sees(person) from unnest(array['admin', 'rep2', 'rep', 'admin']) person \g /dev/null
select crm_ext.access_cache_loads() as loads \gset
select pg_temp.sees('admin') \g /dev/null
select tests.equal(crm_ext.access_cache_loads(), :loads::bigint, 'a caller with many makes room for himself');
select pg_temp.sees('rep') \g /dev/null
select tests.equal(pg_temp.sees('rep'), 910::bigint, 'and is served');
