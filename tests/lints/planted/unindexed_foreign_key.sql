alter table crm.activities add column planted_id uuid;
alter table crm.activities add constraint planted_id foreign key (org_id, planted_id) references crm.accounts (org_id, id);
