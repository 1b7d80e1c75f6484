-- Policies that hand the whole row over, as those of owned tables do.
drop policy deals_read on crm.deals;
drop policy deals_create on crm.deals;
drop policy deals_update on crm.deals;
drop policy deals_delete on crm.deals;
create policy deals_read on crm.deals for select
  using (org_id = (select crm_ext.current_org()) and crm_ext.row_visible('deal', org_id, owner_id, team_id, id, deals));
create policy deals_create on crm.deals for insert
  with check (crm_ext.row_allowed('create', 'deal', org_id, owner_id, team_id, id, deals));
create policy deals_update on crm.deals for update
  using (org_id = (select crm_ext.current_org()) and crm_ext.row_allowed('update', 'deal', org_id, owner_id, team_id, id, deals));
create policy deals_delete on crm.deals for delete
  using (org_id = (select crm_ext.current_org()) and crm_ext.row_allowed('delete', 'deal', org_id, owner_id, team_id, id, deals));
