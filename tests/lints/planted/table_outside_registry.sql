create table crm.planted (org_id uuid not null, id uuid not null, constraint planted_pkey primary key (org_id, id));
