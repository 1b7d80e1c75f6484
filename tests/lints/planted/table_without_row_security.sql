create table crm.planted (org_id uuid not null, id uuid not null, constraint planted_pkey primary key (org_id, id))
  partition by range (id);
alter table crm.planted enable row level security;
create table crm.planted_default partition of crm.planted default;
