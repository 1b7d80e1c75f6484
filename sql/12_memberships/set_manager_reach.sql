-- requires: 12_memberships/member_checks.sql
-- requires: 10_identity/builtin_permissions.sql

create or replace function crm.set_manager_reach(reach text)
returns crm.organizations
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  changed crm.organizations;
begin
  perform crm_private.require_right('update', 'organization', org);
  perform crm_private.require_right('update', 'role', org);
  if reach is null or reach not in ('team', 'org') then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('managers cannot reach %s', coalesce(pg_catalog.quote_literal(reach), 'null')),
      hint = 'Use team or org.';
  end if;
  if crm_ext.current_role_key() = 'manager' then
    raise exception using
      errcode = '42501', message = 'you may not change the rights of your own role', hint = 'Ask an administrator to do it.';
  end if;
  update crm.permissions p set scope = reach
  from crm.roles r, crm_private.builtin_permissions() b
  where p.org_id = org and r.org_id = org and r.id = p.role_id and r.key = 'manager'
    and b.role_key = 'manager' and b.resource = p.resource and b.action = 'read' and b.scope = 'team'
    and p.action = 'read' and p.scope in ('team', 'org') and p.scope <> reach;
  perform crm_private.require_no_escalation(org, (crm_private.find_role(org, 'manager')).id, null);
  update crm.organizations o set manager_reach = reach where o.id = org returning o.* into changed;
  return changed;
end;
$$;
comment on function crm.set_manager_reach(text) is
  'Lets managers read the records of their team and those below it (team) or of the whole organization (org); what they may change stays. '
  'Example: select crm.set_manager_reach(''org'').';
