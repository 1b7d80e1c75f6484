-- Pipelines, their stages, and the deals that move through them.

create table crm.pipelines (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  name text not null,
  position integer not null default 0,
  is_default boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint pipelines_pkey primary key (org_id, id),
  constraint pipelines_name_key unique (org_id, name),
  constraint pipelines_name_check check (btrim(name) <> ''),
  constraint pipelines_is_default_excl exclude using btree (org_id with =) where (is_default),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
comment on table crm.pipelines is 'A way of selling: new business, renewals. The default one takes deals that name none.';

create table crm.stages (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  pipeline_id uuid not null,
  name text not null,
  position integer not null,
  type text not null default 'open',
  probability numeric(5, 4) not null,
  forecast_category text not null,
  rot_days integer,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint stages_pkey primary key (org_id, id),
  constraint stages_pipeline_id_id_key unique (org_id, pipeline_id, id),
  constraint stages_name_key unique (org_id, pipeline_id, name),
  constraint stages_name_check check (btrim(name) <> ''),
  constraint stages_type_check check (type in ('open', 'won', 'lost')),
  constraint stages_probability_check check (
    probability >= 0 and probability <= 1 and (type <> 'won' or probability = 1) and (type <> 'lost' or probability = 0)),
  constraint stages_forecast_category_check check (
    forecast_category in ('pipeline', 'best_case', 'commit', 'closed', 'omitted')),
  constraint stages_rot_days_check check (rot_days > 0),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint pipeline_id foreign key (org_id, pipeline_id) references crm.pipelines (org_id, id) on delete cascade
);
comment on table crm.stages is 'A step of a pipeline. Changing a stage''s probability does not rewrite the deals in it.';
comment on column crm.stages.type is 'open, won or lost: what a deal in this stage is.';
comment on column crm.stages.probability is 'Chance of winning from here, 0 to 1.';
comment on column crm.stages.rot_days is 'Days without stage change or activity after which an open deal counts as rotting; null: never.';

create table crm.lost_reasons (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  name text not null,
  position integer not null default 0,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint lost_reasons_pkey primary key (org_id, id),
  constraint lost_reasons_name_key unique (org_id, name),
  constraint lost_reasons_name_check check (btrim(name) <> ''),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
comment on table crm.lost_reasons is 'Why deals are lost; a lost deal names one.';

create table crm.deals (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  name text not null,
  account_id uuid,
  contact_id uuid,
  pipeline_id uuid not null,
  stage_id uuid not null,
  status text not null default 'open',
  amount numeric(19, 4),
  currency char(3) not null,
  probability numeric(5, 4) not null,
  forecast_category text not null,
  expected_close_on date,
  closed_at timestamptz,
  lost_reason_id uuid,
  lost_note text,
  stage_entered_at timestamptz not null default now(),
  last_activity_at timestamptz,
  next_step text,
  source_id uuid,
  lead_id uuid,
  product_id uuid,
  board_position numeric not null default (-extract(epoch from clock_timestamp())),
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint deals_pkey primary key (org_id, id),
  constraint deals_name_check check (btrim(name) <> '' and char_length(name) <= 300),
  constraint deals_status_check check (status in ('open', 'won', 'lost')),
  constraint deals_amount_check check (amount >= 0 and amount <> 'NaN'),
  constraint deals_probability_check check (
    probability >= 0 and probability <= 1 and (status <> 'won' or probability = 1) and (status <> 'lost' or probability = 0)),
  constraint deals_forecast_category_check check (
    forecast_category in ('pipeline', 'best_case', 'commit', 'closed', 'omitted')),
  constraint deals_closed_at_check check ((status = 'open') = (closed_at is null)),
  constraint deals_lost_reason_check check ((status = 'lost') = (lost_reason_id is not null)),
  constraint deals_board_position_check check (board_position <> 'NaN'),
  constraint deals_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete set null (account_id),
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete set null (contact_id),
  constraint pipeline_id foreign key (org_id, pipeline_id) references crm.pipelines (org_id, id),
  constraint stage_id foreign key (org_id, pipeline_id, stage_id) references crm.stages (org_id, pipeline_id, id),
  constraint currency foreign key (currency) references crm.currencies (code),
  constraint lost_reason_id foreign key (org_id, lost_reason_id) references crm.lost_reasons (org_id, id),
  constraint source_id foreign key (org_id, source_id) references crm.lead_sources (org_id, id) on delete set null (source_id),
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete set null (lead_id),
  constraint product_id foreign key (org_id, product_id) references crm.products (org_id, id) on delete set null (product_id)
);
create index deals_owner_id_created_at_idx on crm.deals (org_id, owner_id, created_at desc) include (team_id);
create index deals_created_at_idx on crm.deals (org_id, created_at desc) include (owner_id, team_id);
create index deals_team_id_idx on crm.deals (org_id, team_id);
create index deals_board_idx on crm.deals (org_id, pipeline_id, stage_id, board_position) include (owner_id, team_id);
create index deals_closed_at_idx on crm.deals (org_id, closed_at) where closed_at is not null;
create index deals_account_id_idx on crm.deals (org_id, account_id) where account_id is not null;
create index deals_contact_id_idx on crm.deals (org_id, contact_id) where contact_id is not null;
create index deals_currency_idx on crm.deals (currency);
create index deals_lost_reason_id_idx on crm.deals (org_id, lost_reason_id) where lost_reason_id is not null;
create index deals_source_id_idx on crm.deals (org_id, source_id) where source_id is not null;
create index deals_lead_id_idx on crm.deals (org_id, lead_id) where lead_id is not null;
create index deals_product_id_idx on crm.deals (org_id, product_id) where product_id is not null;
comment on table crm.deals is 'A sale in the making. Status, closing time and history follow its stage.';
comment on column crm.deals.status is 'open, won or lost: the type of its stage.';
comment on column crm.deals.amount is 'Expected or agreed value in units of currency; null when unknown.';
comment on column crm.deals.probability is 'Chance of winning, 0 to 1; follows the stage unless given.';
comment on column crm.deals.closed_at is 'When it was won or lost; null while open.';
comment on column crm.deals.stage_entered_at is 'Since when it has been in its stage.';
comment on column crm.deals.last_activity_at is 'The latest activity that happened on it.';
comment on column crm.deals.board_position is 'Order within a stage on the board, ascending; new deals come first.';
comment on column crm.deals.product_id is 'The product that the deal is mainly about; line items hold the full list.';

alter table crm.leads
  -- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
  add constraint converted_deal_id foreign key (org_id, converted_deal_id)
  references crm.deals (org_id, id) on delete set null (converted_deal_id);
-- squawk-ignore require-concurrent-index-creation
create index leads_converted_deal_id_idx on crm.leads (org_id, converted_deal_id) where converted_deal_id is not null;
