create unique index planted_domain_key on crm.accounts (domain);
