create table crm.planted (id uuid constraint planted_pkey primary key, org_id uuid);
