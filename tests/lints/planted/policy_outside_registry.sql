alter policy deals_select_allowed on crm.deals using (org_id is not null);
