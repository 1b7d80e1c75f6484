-- requires: 12_memberships/member_checks.sql

create or replace function crm_private.custom_role(role_key text, action text)
returns crm.roles
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  role crm.roles;
begin
  perform crm_private.require_right(action, 'role', org);
  role := crm_private.find_role(org, role_key);
  if role.is_builtin then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('role %s is builtin', role_key),
      detail = 'Builtin roles keep their name and stay.',
      hint = 'Make a role of your own with crm.create_role.';
  end if;
  return role;
end;
$$;
comment on function crm_private.custom_role(text, text) is
  'A role of the organization''s own that the caller may change; PT409 for builtin ones. Example: select crm_private.custom_role(''auditor'', ''update'').';

create or replace function crm.create_role(key text, name text, copy_of text default null)
returns crm.roles
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  made crm.roles;
  model crm.roles;
begin
  perform crm_private.require_right('create', 'role', org);
  if copy_of is not null then
    model := crm_private.find_role(org, copy_of);
    perform crm_private.require_no_escalation(org, model.id, null);
  end if;
  insert into crm.roles (org_id, key, name) values (org, create_role.key, pg_catalog.btrim(create_role.name)) returning * into made;
  insert into crm.permissions (org_id, role_id, resource, action, scope, condition)
  select p.org_id, made.id, p.resource, p.action, p.scope, p.condition
  from crm.permissions p where p.org_id = org and p.role_id = model.id;
  insert into crm.field_permissions (org_id, role_id, resource, field, can_read, can_update)
  select f.org_id, made.id, f.resource, f.field, f.can_read, f.can_update
  from crm.field_permissions f where f.org_id = org and f.role_id = model.id;
  return made;
end;
$$;
comment on function crm.create_role(text, text, text) is
  'Makes a role that may nothing, or what another one may. Example: select crm.create_role(''auditor'', ''Auditor'', copy_of => ''analyst'').';

create or replace function crm.rename_role(role_key text, name text)
returns crm.roles
language plpgsql
security definer
set search_path = ''
as $$
declare
  role crm.roles := crm_private.custom_role(role_key, 'update');
begin
  update crm.roles r set name = pg_catalog.btrim(rename_role.name) where r.org_id = role.org_id and r.id = role.id returning r.* into role;
  return role;
end;
$$;
comment on function crm.rename_role(text, text) is
  'Gives a role of the organization''s own another name; its key stays. Example: select crm.rename_role(''auditor'', ''Internal audit'').';

create or replace function crm.delete_role(role_key text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  role constant crm.roles := crm_private.custom_role(role_key, 'delete');
  members constant bigint := (select pg_catalog.count(*) from crm.memberships m where m.org_id = role.org_id and m.role_id = role.id);
  invited constant bigint := (
    select pg_catalog.count(*) from crm.invitations i where i.org_id = role.org_id and i.role_id = role.id and i.status = 'open');
begin
  if members + invited > 0 then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('role %s is in use', role_key),
      detail = pg_catalog.format('%s members and %s open invitations have it.', members, invited),
      hint = 'Give them another role first.';
  end if;
  delete from crm.roles r where r.org_id = role.org_id and r.id = role.id;
end;
$$;
comment on function crm.delete_role(text) is
  'Removes a role that nobody has, with its permissions and old invitations. Example: select crm.delete_role(''auditor'').';
