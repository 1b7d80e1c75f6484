-- What belongs to a deal: its way through the stages, its line items, the lead it came from.

create table crm.deal_stage_history (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  deal_id uuid not null,
  pipeline_id uuid not null,
  from_stage_id uuid,
  stage_id uuid not null,
  amount numeric(19, 4),
  currency char(3) not null,
  entered_at timestamptz not null default now(),
  left_at timestamptz,
  duration interval generated always as (left_at - entered_at) stored,
  moved_by uuid default crm_ext.current_user_id(),
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint deal_stage_history_pkey primary key (org_id, id),
  constraint deal_stage_history_left_at_check check (left_at >= entered_at),
  constraint deal_stage_history_open_excl exclude using btree (org_id with =, deal_id with =) where (left_at is null),
  -- deal and stage stand for the organization, pipeline and currency too: a row is written at each move
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade,
  constraint stage_id foreign key (org_id, pipeline_id, stage_id) references crm.stages (org_id, pipeline_id, id),
  constraint from_stage_id foreign key (org_id, from_stage_id) references crm.stages (org_id, id)
);
create index deal_stage_history_deal_id_idx on crm.deal_stage_history (org_id, deal_id, entered_at);
create index deal_stage_history_stage_id_idx on crm.deal_stage_history (org_id, pipeline_id, stage_id, entered_at);
create index deal_stage_history_from_stage_id_idx on crm.deal_stage_history (org_id, from_stage_id) where from_stage_id is not null;
comment on table crm.deal_stage_history is 'One row for each stay of a deal in a stage, written by trigger; the current stay has no left_at.';
comment on column crm.deal_stage_history.amount is 'The deal''s amount when it entered the stage.';
comment on column crm.deal_stage_history.duration is 'How long the stay lasted; null while it lasts.';

create table crm.deal_line_items (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  deal_id uuid not null,
  product_id uuid,
  position integer not null default 0,
  description text,
  quantity numeric(19, 4) not null default 1,
  unit_price numeric(19, 4) not null,
  discount_percent numeric(7, 4) not null default 0,
  tax_percent numeric(7, 4) not null default 0,
  total numeric(19, 4) generated always as (
    round(quantity * unit_price * (1 - discount_percent / 100) * (1 + tax_percent / 100), 4)) stored,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint deal_line_items_pkey primary key (org_id, id),
  constraint deal_line_items_named_check check (product_id is not null or btrim(description) <> ''),
  constraint deal_line_items_quantity_check check (quantity > 0 and quantity <> 'NaN'),
  constraint deal_line_items_unit_price_check check (unit_price <> 'NaN'),
  constraint deal_line_items_discount_percent_check check (discount_percent between 0 and 100),
  constraint deal_line_items_tax_percent_check check (tax_percent between 0 and 100),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade,
  constraint product_id foreign key (org_id, product_id) references crm.products (org_id, id)
);
create index deal_line_items_deal_id_idx on crm.deal_line_items (org_id, deal_id, position);
create index deal_line_items_product_id_idx on crm.deal_line_items (org_id, product_id) where product_id is not null;
comment on table crm.deal_line_items is 'What a deal is about, line by line, in the deal''s currency.';
comment on column crm.deal_line_items.total is 'quantity x unit_price less discount plus tax, four decimals.';

create table crm.lead_conversions (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  lead_id uuid not null,
  account_id uuid,
  contact_id uuid,
  deal_id uuid,
  idempotency_key text,
  created_account boolean not null default false,
  created_contact boolean not null default false,
  converted_by uuid default crm_ext.current_user_id(),
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint lead_conversions_pkey primary key (org_id, id),
  constraint lead_conversions_lead_id_key unique (org_id, lead_id),
  constraint lead_conversions_idempotency_key_key unique (org_id, idempotency_key),
  constraint lead_conversions_idempotency_key_check check (char_length(idempotency_key) between 1 and 255),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade,
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete set null (account_id),
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete set null (contact_id),
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete set null (deal_id)
);
create index lead_conversions_account_id_idx on crm.lead_conversions (org_id, account_id);
create index lead_conversions_contact_id_idx on crm.lead_conversions (org_id, contact_id);
create index lead_conversions_deal_id_idx on crm.lead_conversions (org_id, deal_id);
comment on table crm.lead_conversions is 'What became of a converted lead; the idempotency key makes a repeated call return the first result.';
