alter table crm.products
  add column planted_id uuid,
  add constraint planted_id foreign key (org_id, planted_id) references crm.deals (org_id, id) on delete set null (planted_id);
