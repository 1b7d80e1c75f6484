-- requires: 12_memberships/member_checks.sql

create or replace function crm_private.role_to_change(role_key text)
returns crm.roles
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  role crm.roles;
begin
  perform crm_private.require_right('update', 'role', org);
  role := crm_private.find_role(org, role_key);
  if role.key = 'admin' then
    raise exception using
      errcode = 'PT409',
      message = 'the role admin keeps all its rights',
      hint = 'Give the people concerned another role.';
  end if;
  if role.key = crm_ext.current_role_key() and not crm_private.bypasses_row_security() then
    raise exception using
      errcode = '42501',
      message = 'you may not change the rights of your own role',
      hint = 'Ask an administrator to do it.';
  end if;
  perform crm_private.require_no_escalation(org, role.id, null);
  return role;
end;
$$;
comment on function crm_private.role_to_change(text) is
  'A role whose rights the caller may change: not admin (PT409), not his own, none with more rights than his. '
  'Example: select (crm_private.role_to_change(''rep'')).id.';

create or replace function crm_private.require_known_right(org uuid, resource text, action text, scope text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (
    select from crm.permissions p
    join crm.roles r on r.org_id = p.org_id and r.id = p.role_id and r.key = 'admin'
    where p.org_id = org and p.resource = require_known_right.resource and p.action = require_known_right.action
  ) then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('there is no right %s:%s', coalesce(resource, 'null'), coalesce(action, 'null')),
      hint = 'Read crm.permissions of the role admin for all rights that there are.';
  end if;
  if scope is null or crm_private.scope_reach(scope) is null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('scope %s does not exist', coalesce(pg_catalog.quote_literal(scope), 'null')),
      hint = 'Use one of: none, own, team, org.';
  end if;
end;
$$;
comment on function crm_private.require_known_right(uuid, text, text, text) is
  'Refuses (22023) a resource, action or scope that does not exist. Example: perform crm_private.require_known_right(org, ''deal'', ''read'', ''team'').';

drop function if exists crm.set_permission(text, text, text, text);

create or replace function crm.set_permission(
  role_key text,
  resource text,
  action text,
  scope text,
  condition jsonb default null
)
returns crm.permissions
language plpgsql
security definer
set search_path = ''
as $$
declare
  role constant crm.roles := crm_private.role_to_change(role_key);
  given crm.permissions;
begin
  perform crm_private.require_known_right(role.org_id, set_permission.resource, set_permission.action, set_permission.scope);
  perform crm_ext.validate_condition(set_permission.condition);
  insert into crm.permissions as p (org_id, role_id, resource, action, scope, condition)
  values (role.org_id, role.id, set_permission.resource, set_permission.action, set_permission.scope, set_permission.condition)
  on conflict on constraint permissions_pkey do update set scope = excluded.scope, condition = excluded.condition
  returning p.* into given;
  -- what was given must not be more than the caller has
  perform crm_private.require_no_escalation(role.org_id, role.id, null);
  return given;
end;
$$;
comment on function crm.set_permission(text, text, text, text, jsonb) is
  'Says how far a role may do an action to a kind of record (none, own, team, org), and to which of those in reach (condition; null: all). '
  'Example: select crm.set_permission(''rep'', ''deal'', ''update'', ''own'', ''{"field": "amount", "op": "lte", "value": 10000}'').';
