-- Deleted records, batch by batch, so that a deletion can be taken back.

create table crm.deleted_records (
  org_id uuid not null,
  batch_id uuid not null,
  position integer not null,
  kind text not null,
  table_name text not null,
  record_id uuid not null,
  access_kind text not null,
  owner_id uuid,
  team_id uuid,
  row_data jsonb not null,
  detached jsonb not null default '[]',
  deleted_at timestamptz not null default now(),
  deleted_by uuid default crm_ext.current_user_id(),
  constraint deleted_records_pkey primary key (org_id, batch_id, position),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
create index deleted_records_record_id_idx on crm.deleted_records (org_id, record_id, deleted_at desc);
create index deleted_records_deleted_at_idx on crm.deleted_records (deleted_at);
comment on table crm.deleted_records is
  'The recycle bin. A batch is the record that was deleted (position 0) and everything its deletion took along; crm.restore brings the batch back.';
comment on column crm.deleted_records.table_name is 'Table of the schema crm that the row came from.';
comment on column crm.deleted_records.access_kind is
  'The kind whose rights decide who may read the row: its own, or for parts of a record (line items, links) that of the deleted record.';
comment on column crm.deleted_records.owner_id is 'Owner at the time of deletion; no foreign key, because the member may be gone.';
comment on column crm.deleted_records.row_data is 'The whole row.';
comment on column crm.deleted_records.detached is
  'References that the deletion emptied, restored with it: [{"table": "contacts", "column": "account_id", "ids": [...]}].';
