-- Counts and sums of deals: a base that is folded now and then, and net deltas that each transaction adds at commit.

create table crm_private.deal_statistics_base (
  org_id uuid not null,
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null,
  team_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  currency char(3) not null,
  deal_count bigint not null,
  valued_count bigint not null,
  amount_sum numeric(38, 4) not null,
  constraint deal_statistics_base_pkey primary key (org_id, id),
  constraint deal_statistics_base_key
    unique nulls not distinct (org_id, owner_id, team_id, pipeline_id, stage_id, currency)
) with (fillfactor = 70);
comment on table crm_private.deal_statistics_base is 'Folded statistics by organization, owner, team, pipeline, stage and currency.';
comment on column crm_private.deal_statistics_base.valued_count is 'Deals that have an amount: the divisor of the average.';

-- No key, index or trigger: the extension appends to it with a plain heap insert while a transaction commits.
create table crm_private.deal_statistics_deltas (
  org_id uuid not null,
  owner_id uuid not null,
  team_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  currency char(3) not null,
  deal_count bigint not null,
  valued_count bigint not null,
  amount_sum numeric(38, 4) not null
) with (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000);
comment on table crm_private.deal_statistics_deltas is 'Net changes of committed transactions that are not yet folded into the base.';
