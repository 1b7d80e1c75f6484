alter table crm.users add column api_token text;
