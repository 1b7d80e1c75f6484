alter table crm.deals no force row level security;
