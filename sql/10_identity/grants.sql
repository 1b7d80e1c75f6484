-- Members write the columns named here and no others; the organization, keys and stamps are the server's.

revoke all on crm.organizations, crm.users, crm.memberships, crm.teams, crm.roles, crm.permissions from anon, authenticated;
grant select on crm.organizations, crm.users, crm.memberships, crm.teams, crm.roles, crm.permissions to authenticated;

grant update (name, base_currency, language, country, timezone, fiscal_year_start_month, default_owner_id, row_version)
  on crm.organizations to authenticated;
grant update (full_name, avatar_url) on crm.users to authenticated;

grant insert (user_id, role_id, team_id, status), update (role_id, team_id, status, row_version), delete
  on crm.memberships to authenticated;
grant insert (name, parent_id, lead_user_id), update (name, parent_id, lead_user_id, row_version), delete
  on crm.teams to authenticated;
grant insert (key, name), update (name, row_version), delete on crm.roles to authenticated;
grant insert (role_id, resource, action, scope), update (scope, row_version), delete on crm.permissions to authenticated;
