create table crm.planted (org_id uuid not null, id uuid not null, constraint planted_pkey primary key (org_id, id));
alter table crm.planted enable row level security;
grant select on crm.planted to authenticated;
