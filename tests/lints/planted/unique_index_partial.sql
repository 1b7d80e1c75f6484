create unique index planted_domain_key on crm.accounts (org_id, domain) where domain is not null;
