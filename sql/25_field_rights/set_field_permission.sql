-- requires: 25_field_rights/field_permissions.sql
-- requires: 12_memberships/set_permission.sql

create or replace function crm_private.require_own_field_right(resource text, field text, can_read boolean, can_update boolean)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if crm_private.field_table(resource) is null then
    return; -- the table's trigger refuses what is no resource
  end if;
  if can_read and not crm_ext.may_read_field(resource, field) or can_update and not crm_ext.may_update_field(resource, field) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not give a right to %s of %s that you do not have', field, resource),
      hint = 'Ask an administrator to do it.';
  end if;
end;
$$;
comment on function crm_private.require_own_field_right(text, text, boolean, boolean) is
  'Refuses (42501) to open a field that is closed to the caller. '
  'Example: perform crm_private.require_own_field_right(''deal'', ''amount'', true, false).';

create or replace function crm.clear_field_permission(role_key text, resource text, field text)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  role constant crm.roles := crm_private.role_to_change(role_key);
begin
  perform crm_private.require_own_field_right(resource, field, true, true);
  delete from crm.field_permissions p
  where p.org_id = role.org_id and p.role_id = role.id
    and p.resource = clear_field_permission.resource and p.field = clear_field_permission.field;
end;
$$;
comment on function crm.clear_field_permission(text, text, text) is
  'Opens a field to a role again; nothing happens when it was open. Needs the right to update roles. '
  'Example: select crm.clear_field_permission(''rep'', ''deal'', ''amount'').';

create or replace function crm.set_field_permission(
  role_key text,
  resource text,
  field text,
  can_read boolean default false,
  can_update boolean default false
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  role constant crm.roles := crm_private.role_to_change(role_key);
begin
  if can_read is null or can_update is null or can_update and not can_read then
    raise exception using
      errcode = '22023',
      message = 'whoever may change a field may read it',
      detail = pg_catalog.format('Got can_read %s, can_update %s.', coalesce(can_read::text, 'null'), coalesce(can_update::text, 'null')),
      hint = 'Set can_read to true, or can_update to false.';
  end if;
  perform crm_private.require_own_field_right(resource, field, can_read, can_update);
  if can_update then
    perform crm.clear_field_permission(role_key, resource, field);
  else
    insert into crm.field_permissions as p (org_id, role_id, resource, field, can_read, can_update)
    values (role.org_id, role.id, set_field_permission.resource, set_field_permission.field,
      set_field_permission.can_read, set_field_permission.can_update)
    on conflict on constraint field_permissions_pkey do update
      set can_read = excluded.can_read, can_update = excluded.can_update;
  end if;
  return pg_catalog.jsonb_build_object(
    'role_key', role.key, 'resource', resource, 'field', field, 'can_read', can_read, 'can_update', can_update);
end;
$$;
comment on function crm.set_field_permission(text, text, text, boolean, boolean) is
  'Says what a role may do with a field of a kind of record: nothing, read it, or (both true) everything. Works with the next request of '
  'every member. Needs the right to update roles. Example: select crm.set_field_permission(''rep'', ''deal'', ''amount'', can_read => true).';

create or replace function crm.my_field_rights()
returns table (resource text, field text, can_read boolean, can_update boolean)
language sql
stable
set search_path = ''
as $$
  select p.resource, p.field, p.can_read, p.can_update
  from crm.field_permissions p
  join crm.roles r on r.org_id = p.org_id and r.id = p.role_id
  where p.org_id = (select crm_ext.current_org()) and r.key = (select crm_ext.current_role_key())
  order by 1, 2
$$;
comment on function crm.my_field_rights() is
  'The fields that the caller may not read or not change; all others are as open as their record. '
  'Example: select resource, field from crm.my_field_rights() where not can_read.';

revoke all on function crm.set_field_permission(text, text, text, boolean, boolean) from public, anon;
revoke all on function crm.clear_field_permission(text, text, text) from public, anon;
revoke all on function crm.my_field_rights() from public, anon;
grant execute on function crm.set_field_permission(text, text, text, boolean, boolean) to authenticated, service_role;
grant execute on function crm.clear_field_permission(text, text, text) to authenticated, service_role;
grant execute on function crm.my_field_rights() to authenticated, service_role;
