-- Imports: one row a batch, and what each batch changed, so that it can be taken back.

create table crm.imports (
  org_id         uuid not null default crm_ext.current_org(),
  id             uuid not null default crm_ext.uuid_v7(),
  mapping        text not null,
  source         text not null,
  status         text not null default 'done',
  rows_read      bigint not null default 0,
  rows_created   bigint not null default 0,
  rows_updated   bigint not null default 0,
  rows_unchanged bigint not null default 0,
  rows_failed    bigint not null default 0,
  warnings       bigint not null default 0,
  created_at     timestamptz not null default now(),
  undone_at      timestamptz,
  constraint imports_pkey primary key (org_id, id),
  constraint imports_status_check check (status in ('done', 'undone')),
  constraint imports_undone_check check ((status = 'undone') = (undone_at is not null)),
  constraint imports_counts_check check (
    least(rows_read, rows_created, rows_updated, rows_unchanged, rows_failed, warnings) >= 0),
  constraint org_id foreign key (org_id) references crm.organizations (id) on delete cascade
);
comment on table crm.imports is
  'One row for each batch that crm import loaded: what was read, created, updated and refused. Example: select mapping, rows_created from crm.imports order by id desc limit 1';
comment on column crm.imports.mapping is 'Name of the mapping the batch was read with, such as maven';
comment on column crm.imports.source is 'Source whose external ids the batch used (crm.external_refs.source)';
comment on column crm.imports.status is 'done, or undone after crm import undo';
comment on column crm.imports.rows_read is 'Data rows read from all files of the batch, refused ones included';
comment on column crm.imports.rows_failed is 'Rows that were refused; each has an entry in the error file of the run';
comment on column crm.imports.warnings is 'Remarks about rows that were kept, such as a deal without an account';

alter table crm.imports enable row level security;
alter table crm.imports force row level security;

-- What a batch did to each record. `sequence` orders the steps of a batch; undo goes backwards.
create table crm_private.import_changes (
  org_id         uuid not null,
  batch_id       uuid not null,
  sequence       integer not null,
  kind           text not null,
  record_id      uuid not null,
  action         text not null,
  row_version    integer,
  previous       jsonb,
  constraint import_changes_pkey primary key (org_id, batch_id, sequence, record_id),
  constraint import_changes_action_check check (action in ('created', 'updated')),
  constraint import_changes_previous_check check ((action = 'updated') = (previous is not null)),
  constraint batch_id foreign key (org_id, batch_id) references crm.imports (org_id, id) on delete cascade
);
comment on table crm_private.import_changes is
  'What each import batch did: records it created, and for updated ones the previous values of the columns it wrote; row_version is the version the batch left behind, so undo leaves rows alone that somebody changed since';
comment on column crm_private.import_changes.sequence is 'Number of the step within the batch, from 1';
comment on column crm_private.import_changes.previous is 'Previous values of the written columns; null for created records';

create index import_changes_record_idx on crm_private.import_changes (org_id, record_id);

-- Runs of the generator, so that seeding again changes nothing.
create table crm_private.seed_runs (
  org_id     uuid not null,
  seed       bigint not null,
  deal_count bigint not null,
  as_of      timestamptz not null,
  created_at timestamptz not null default now(),
  constraint seed_runs_pkey primary key (org_id, seed),
  constraint org_id foreign key (org_id) references crm.organizations (id) on delete cascade
);
comment on table crm_private.seed_runs is
  'Data made by crm seed: one row for each organization and random seed; the same seed is never loaded twice';
