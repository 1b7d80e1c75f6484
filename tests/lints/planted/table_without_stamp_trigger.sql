create table crm.planted (org_id uuid not null, id uuid not null, row_version integer not null default 1,
  constraint planted_pkey primary key (org_id, id));
