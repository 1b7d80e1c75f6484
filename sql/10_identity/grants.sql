-- Members write the columns named here and no others; the organization, keys and stamps are the server's. Memberships, roles and
-- permissions change by functions alone, which ask more than a policy can (12_memberships).

revoke all on crm.organizations, crm.users, crm.memberships, crm.teams, crm.roles, crm.permissions from anon, authenticated;
grant select on crm.organizations, crm.users, crm.memberships, crm.teams, crm.roles, crm.permissions to authenticated;

grant update (name, base_currency, language, country, timezone, fiscal_year_start_month, default_owner_id, row_version)
  on crm.organizations to authenticated;
grant update (full_name, avatar_url) on crm.users to authenticated;

grant insert (name, parent_id, lead_user_id), update (name, parent_id, lead_user_id, row_version), delete
  on crm.teams to authenticated;
