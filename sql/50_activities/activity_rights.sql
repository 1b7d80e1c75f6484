create or replace function crm_private.may_update_activity(org uuid, activity uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return exists (
    select from crm.activities a
    where a.org_id = org and a.id = activity
      and crm_ext.row_allowed('update', 'activity', a.org_id, a.owner_id, a.team_id, a.id, a));
end;
$$;
comment on function crm_private.may_update_activity(uuid, uuid) is
  'Whether the caller sees the activity and may change it. A function, because activities are seen by their links: policies that look at '
  'each other would go in circles. Example: select crm_private.may_update_activity(a.org_id, a.id) from crm.activities a.';

revoke all on function crm_private.may_update_activity(uuid, uuid) from public, anon;
grant execute on function crm_private.may_update_activity(uuid, uuid) to authenticated, service_role;
