create unique index planted_id_key on crm.accounts (id);
alter table crm.deals add column planted_id uuid constraint planted_id references crm.accounts (id);
