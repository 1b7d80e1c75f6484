create or replace function crm_private.builtin_permissions()
returns table (role_key text, resource text, action text, scope text)
language sql
immutable
set search_path = ''
as $$
  with kinds (resource, class) as (
    values
      ('account', 'owned'), ('contact', 'owned'), ('lead', 'owned'), ('deal', 'owned'),
      ('activity', 'owned'), ('note', 'owned'), ('attachment', 'owned'),
      ('organization', 'directory'), ('membership', 'directory'), ('team', 'directory'), ('role', 'directory'),
      ('tag', 'settings'), ('product', 'settings'), ('price_book', 'settings'), ('pipeline', 'settings'),
      ('stage', 'settings'), ('lead_source', 'settings'), ('currency', 'settings'), ('scoring_model', 'settings'),
      ('import', 'settings'),
      ('deal.financials', 'side'), ('contact.private', 'side'), ('membership.compensation', 'side')
  ),
  actions (action) as (values ('read'), ('create'), ('update'), ('delete')),
  rules (role_key, class, reading, writing) as (
    values
      ('admin', 'owned', 'org', 'org'), ('admin', 'directory', 'org', 'org'), ('admin', 'settings', 'org', 'org'),
      ('admin', 'side', 'org', 'org'), ('manager', 'side', 'team', 'team'), ('rep', 'side', 'own', 'own'),
      ('support', 'side', 'none', 'none'), ('analyst', 'side', 'none', 'none'),
      ('manager', 'owned', 'team', 'team'), ('manager', 'directory', 'org', 'none'), ('manager', 'settings', 'org', 'none'),
      ('rep', 'owned', 'own', 'own'), ('rep', 'directory', 'org', 'none'), ('rep', 'settings', 'org', 'none'),
      ('support', 'owned', 'none', 'none'), ('support', 'directory', 'org', 'none'), ('support', 'settings', 'org', 'none'),
      ('analyst', 'owned', 'org', 'none'), ('analyst', 'directory', 'org', 'none'), ('analyst', 'settings', 'org', 'none')
  ),
  exceptions (role_key, resource, reading, writing) as (
    values
      ('support', 'account', 'org', 'none'), ('support', 'contact', 'org', 'none'),
      ('support', 'activity', 'own', 'own'), ('support', 'note', 'own', 'own'), ('support', 'attachment', 'own', 'own'),
      ('support', 'contact.private', 'org', 'none'), ('rep', 'deal.financials', 'own', 'none'),
      ('manager', 'membership.compensation', 'own', 'none'), ('rep', 'membership.compensation', 'own', 'none'),
      ('support', 'membership.compensation', 'own', 'none'), ('analyst', 'membership.compensation', 'own', 'none')
  )
  select r.role_key, k.resource, a.action,
    case a.action when 'read' then coalesce(e.reading, r.reading) else coalesce(e.writing, r.writing) end
  from rules r
  join kinds k using (class)
  cross join actions a
  left join exceptions e on e.role_key = r.role_key and e.resource = k.resource
  union all
  select * from (values
    ('admin', 'report', 'execute', 'org'), ('manager', 'report', 'execute', 'team'), ('rep', 'report', 'execute', 'own'),
    ('analyst', 'report', 'execute', 'org'),
    ('admin', 'export', 'execute', 'org'), ('manager', 'export', 'execute', 'team'), ('rep', 'export', 'execute', 'own'),
    ('analyst', 'export', 'execute', 'org'),
    ('admin', 'import', 'execute', 'org'),
    ('admin', 'record_share', 'create', 'org'), ('manager', 'record_share', 'create', 'team'), ('rep', 'record_share', 'create', 'own'),
    ('admin', 'sharing_rule', 'read', 'org'), ('admin', 'sharing_rule', 'create', 'org'), ('admin', 'sharing_rule', 'update', 'org'),
    ('admin', 'sharing_rule', 'delete', 'org'), ('manager', 'sharing_rule', 'read', 'org'),
    ('admin', 'security_event', 'read', 'org')
  ) as beyond_records (role_key, resource, action, scope)
$$;
comment on function crm_private.builtin_permissions() is
  'What the builtin roles may do in a new organization: admin everything; manager the records of their team; rep their own; support '
  'reads accounts and contacts and keeps own activities and notes; analyst reads everything but the sensitive sides. Settings are read by all, written by admin; everyone reads the own compensation. '
  'Example: select * from crm_private.builtin_permissions() where role_key = ''rep''.';

create or replace function crm_private.create_builtin_roles(org uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into crm.roles (org_id, key, name, is_builtin)
  select org, b.key, b.name, true
  from (values
    ('admin', 'Administrator'), ('manager', 'Manager'), ('rep', 'Sales representative'),
    ('support', 'Support'), ('analyst', 'Analyst')
  ) as b (key, name)
  on conflict (org_id, key) do nothing;
  insert into crm.permissions (org_id, role_id, resource, action, scope)
  select org, r.id, b.resource, b.action, b.scope
  from crm_private.builtin_permissions() b
  join crm.roles r on r.org_id = org and r.key = b.role_key and r.is_builtin
  on conflict (org_id, role_id, resource, action) do nothing;
end;
$$;
comment on function crm_private.create_builtin_roles(uuid) is
  'Gives an organization the roles admin, manager, rep, support and analyst where it lacks them; changed permissions stay. '
  'Example: select crm_private.create_builtin_roles(o.id) from crm.organizations o.';

create or replace function crm_private.add_new_permissions()
returns void
language sql
set search_path = ''
as $$
  insert into crm.permissions (org_id, role_id, resource, action, scope)
  select r.org_id, r.id, b.resource, b.action, b.scope
  from crm_private.builtin_permissions() b
  join crm.roles r on r.key = b.role_key and r.is_builtin
  where not exists (
    select from crm.permissions p where p.org_id = r.org_id and p.resource = b.resource and p.action = b.action
  )
  on conflict (org_id, role_id, resource, action) do nothing
$$;
comment on function crm_private.add_new_permissions() is
  'Gives the builtin roles of existing organizations what a release adds: pairs of resource and action that no role of the organization '
  'has heard of; what an administrator took away stays away. Example: select crm_private.add_new_permissions().';

select crm_private.add_new_permissions();
