-- requires: 10_identity/caller_rights.sql
-- Nobody gives or takes away more than he has himself.

create or replace function crm_private.scope_reach(scope text)
returns integer
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.array_position(array['none', 'own', 'team', 'org'], coalesce(scope, 'none'))
$$;
comment on function crm_private.scope_reach(text) is 'Scopes in the order of their reach. Example: select crm_private.scope_reach(''team'').';

create or replace function crm_private.team_is_below(org uuid, team uuid, top uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  with recursive above (id, parent_id) as (
    select t.id, t.parent_id from crm.teams t where t.org_id = org and t.id = team
    union
    select t.id, t.parent_id from crm.teams t join above a on t.id = a.parent_id where t.org_id = org
  )
  select exists (select from above a where a.id = top)
$$;
comment on function crm_private.team_is_below(uuid, uuid, uuid) is
  'Whether a team is another one or stands below it. Example: select crm_private.team_is_below(org, team, top).';

create or replace function crm_private.field_beyond(org uuid, giver_role uuid, role uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select f.resource || '.' || f.field
  from crm.field_permissions f
  where f.org_id = org and f.role_id = giver_role
    and not exists (
      select from crm.field_permissions t
      where t.org_id = org and t.role_id = role and t.resource = f.resource and t.field = f.field
        and t.can_read <= f.can_read and t.can_update <= f.can_update)
  order by 1 limit 1
$$;
comment on function crm_private.field_beyond(uuid, uuid, uuid) is
  'The first field that is open to one role and not to the giver''s; null when there is none. '
  'Example: select crm_private.field_beyond(org, giver_role, role).';

create or replace function crm_private.right_beyond(org uuid, giver uuid, role uuid, team uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when g.user_id is null then 'membership:any'
    when r.key = 'admin' then null
    else coalesce(crm_private.field_beyond(org, g.role_id, role), (
      select p.resource || ':' || p.action
      from crm.permissions p
      left join crm.permissions h
        on h.org_id = org and h.role_id = g.role_id and h.resource = p.resource and h.action = p.action
      where p.org_id = org and p.role_id = role and p.scope <> 'none'
        and (crm_private.scope_reach(h.scope) < crm_private.scope_reach(p.scope)
          or h.condition is not null and h.condition is distinct from p.condition
          or p.scope = 'team' and h.scope <> 'org' and team is not null and not crm_private.team_is_below(org, team, g.team_id))
      order by 1 limit 1))
  end
  from (select) one
  left join crm.memberships g on g.org_id = org and g.user_id = giver and g.status = 'active'
  left join crm.roles r on r.org_id = org and r.id = g.role_id
$$;
comment on function crm_private.right_beyond(uuid, uuid, uuid, uuid) is
  'The first right that somebody with this role in this team would have and the giver has not; null when there is none (an administrator has '
  'all). Example: select crm_private.right_beyond(org, user_id, role_id, team_id).';

create or replace function crm_private.require_no_escalation(org uuid, role uuid, team uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  beyond text;
begin
  if crm_private.bypasses_row_security() or crm_ext.current_role_key() = 'system_admin' then
    return;
  end if;
  beyond := crm_private.right_beyond(org, crm_ext.current_user_id(), role, team);
  if beyond is not null then
    raise exception using
      errcode = '42501',
      message = 'this goes beyond your own rights',
      detail = pg_catalog.format('The role holds %s farther than you do.', beyond),
      hint = 'Ask an administrator to do it.';
  end if;
end;
$$;
comment on function crm_private.require_no_escalation(uuid, uuid, uuid) is
  'Refuses (42501) a caller who deals with a role that holds more than his own. '
  'Example: perform crm_private.require_no_escalation(m.org_id, m.role_id, m.team_id).';
