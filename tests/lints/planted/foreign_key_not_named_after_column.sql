alter table crm.deals rename constraint account_id to deals_account_id_fkey;
