grant update (org_id, created_by) on crm.deals to authenticated;
