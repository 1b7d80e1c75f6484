-- Organizations that stand already get the rights that new ones start with: reports, exports, imports, shares, the audit.

insert into crm.permissions (org_id, role_id, resource, action, scope)
select r.org_id, r.id, given.resource, given.action, given.scope
from crm.roles r
join (values
  ('admin', 'report', 'execute', 'org'), ('manager', 'report', 'execute', 'team'), ('rep', 'report', 'execute', 'own'),
  ('analyst', 'report', 'execute', 'org'),
  ('admin', 'export', 'execute', 'org'), ('manager', 'export', 'execute', 'team'), ('rep', 'export', 'execute', 'own'),
  ('analyst', 'export', 'execute', 'org'),
  ('admin', 'import', 'execute', 'org'),
  ('admin', 'record_share', 'create', 'org'), ('manager', 'record_share', 'create', 'team'), ('rep', 'record_share', 'create', 'own'),
  ('admin', 'sharing_rule', 'read', 'org'), ('admin', 'sharing_rule', 'create', 'org'), ('admin', 'sharing_rule', 'update', 'org'),
  ('admin', 'sharing_rule', 'delete', 'org'), ('manager', 'sharing_rule', 'read', 'org'),
  ('admin', 'security_event', 'read', 'org')
) as given (role_key, resource, action, scope) on given.role_key = r.key
where r.is_builtin
on conflict on constraint permissions_pkey do nothing;
