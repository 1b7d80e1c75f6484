-- What people attach to records: notes, files, tags; and the ids that other systems know records by.

create table crm.notes (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  body text not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint notes_pkey primary key (org_id, id),
  constraint notes_body_check check (btrim(body) <> '' and char_length(body) <= 100000),
  constraint notes_one_record_check check (num_nonnulls(account_id, contact_id, lead_id, deal_id) = 1),
  constraint notes_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade,
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade,
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade
);
create index notes_owner_id_created_at_idx on crm.notes (org_id, owner_id, created_at desc) include (team_id);
create index notes_created_at_idx on crm.notes (org_id, created_at desc) include (owner_id, team_id);
create index notes_team_id_idx on crm.notes (org_id, team_id);
create index notes_account_id_idx on crm.notes (org_id, account_id, created_at desc) where account_id is not null;
create index notes_contact_id_idx on crm.notes (org_id, contact_id, created_at desc) where contact_id is not null;
create index notes_lead_id_idx on crm.notes (org_id, lead_id, created_at desc) where lead_id is not null;
create index notes_deal_id_idx on crm.notes (org_id, deal_id, created_at desc) where deal_id is not null;
comment on table crm.notes is 'A text about one account, contact, lead or deal.';

create table crm.attachments (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  file_name text not null,
  content_type text not null default 'application/octet-stream',
  byte_size bigint not null,
  storage_path text not null,
  sha256 text,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint attachments_pkey primary key (org_id, id),
  constraint attachments_storage_path_key unique (org_id, storage_path),
  constraint attachments_file_name_check check (btrim(file_name) <> '' and char_length(file_name) <= 255 and file_name !~ '[/\\]'),
  constraint attachments_byte_size_check check (byte_size >= 0),
  constraint attachments_sha256_check check (sha256 ~ '^[0-9a-f]{64}$'),
  constraint attachments_one_record_check check (num_nonnulls(account_id, contact_id, lead_id, deal_id) = 1),
  constraint attachments_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade,
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade,
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade
);
create index attachments_owner_id_created_at_idx on crm.attachments (org_id, owner_id, created_at desc) include (team_id);
create index attachments_created_at_idx on crm.attachments (org_id, created_at desc) include (owner_id, team_id);
create index attachments_team_id_idx on crm.attachments (org_id, team_id);
create index attachments_account_id_idx on crm.attachments (org_id, account_id, created_at desc) where account_id is not null;
create index attachments_contact_id_idx on crm.attachments (org_id, contact_id, created_at desc) where contact_id is not null;
create index attachments_lead_id_idx on crm.attachments (org_id, lead_id, created_at desc) where lead_id is not null;
create index attachments_deal_id_idx on crm.attachments (org_id, deal_id, created_at desc) where deal_id is not null;
comment on table crm.attachments is 'A file about one record: its description. The bytes lie in object storage under storage_path.';

create table crm.tags (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  name text not null,
  color text,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint tags_pkey primary key (org_id, id),
  constraint tags_name_key unique (org_id, name),
  constraint tags_name_check check (name = btrim(name) and char_length(name) between 1 and 100),
  constraint tags_color_check check (color ~ '^#[0-9a-f]{6}$'),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
comment on table crm.tags is 'A label of the organization.';

create table crm.record_tags (
  org_id uuid not null default crm_ext.current_org(),
  tag_id uuid not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  record_id uuid generated always as (coalesce(account_id, contact_id, lead_id, deal_id)) stored,
  constraint record_tags_pkey primary key (org_id, tag_id, record_id),
  constraint record_tags_one_record_check check (num_nonnulls(account_id, contact_id, lead_id, deal_id) = 1),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint tag_id foreign key (org_id, tag_id) references crm.tags (org_id, id) on delete cascade,
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade,
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade,
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade
);
create index record_tags_account_id_idx on crm.record_tags (org_id, account_id) where account_id is not null;
create index record_tags_contact_id_idx on crm.record_tags (org_id, contact_id) where contact_id is not null;
create index record_tags_lead_id_idx on crm.record_tags (org_id, lead_id) where lead_id is not null;
create index record_tags_deal_id_idx on crm.record_tags (org_id, deal_id) where deal_id is not null;
comment on table crm.record_tags is 'The tags of a record; exactly one of the four references is set.';

create table crm.external_refs (
  org_id uuid not null default crm_ext.current_org(),
  kind text not null,
  source text not null,
  external_id text not null,
  record_id uuid not null,
  constraint external_refs_pkey primary key (org_id, kind, source, external_id),
  constraint external_refs_kind_check check (kind ~ '^[a-z][a-z_]{0,62}$'),
  constraint external_refs_source_check check (source = btrim(source) and source <> ''),
  constraint external_refs_external_id_check check (external_id <> ''),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
create index external_refs_record_id_idx on crm.external_refs (org_id, record_id);
comment on table crm.external_refs is 'The id by which a source (another system, a file) knows a record; imports update by it instead of doubling.';
comment on column crm.external_refs.kind is 'Kind of the record: account, contact, lead, deal, product, membership and so on.';
