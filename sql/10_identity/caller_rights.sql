-- Questions that security definer functions ask about their caller.
-- The extension answers for members; the roles that bypass row security have no user and may do everything.

create or replace function crm_private.bypasses_row_security()
returns boolean
language sql
stable
parallel safe
security definer
set search_path = ''
as $$
  select coalesce(bool_or(r.rolsuper or r.rolbypassrls), false)
  from pg_catalog.pg_roles r
  where r.rolname = case pg_catalog.current_setting('role')
    when 'none' then session_user
    else pg_catalog.current_setting('role')
  end;
$$;

comment on function crm_private.bypasses_row_security() is
  'Whether the role of the request, not the owner of the running function, bypasses row security (service_role, superuser). '
  'Example: select crm_private.bypasses_row_security();';

create or replace function crm_private.active_organization()
returns uuid
language plpgsql
stable
parallel safe
set search_path = ''
as $$
declare
  active uuid := crm_ext.current_org();
begin
  if active is null then
    raise exception using
      errcode = '42501',
      message = 'no organization is active for this request',
      detail = 'The caller is not an active member of an organization, or the one asked for is not theirs.',
      hint = 'Sign in as a member, and name the organization in the header X-Org-Id.';
  end if;
  return active;
end;
$$;

comment on function crm_private.active_organization() is
  'The organization of the request; refuses (42501) a caller who has none. Example: select crm_private.active_organization();';

create or replace function crm_private.caller_may(
  action text,
  kind text,
  org_id uuid,
  owner_id uuid,
  team_id uuid
)
returns boolean
language sql
stable
set search_path = ''
as $$
  select crm_ext.row_allowed(action, kind, org_id, owner_id, team_id) or crm_private.bypasses_row_security();
$$;

comment on function crm_private.caller_may(text, text, uuid, uuid, uuid) is
  'The one access rule for one row, true as well for roles that bypass row security. '
  'Example: select crm_private.caller_may(''update'', ''deal'', d.org_id, d.owner_id, d.team_id) from crm.deals d;';

create or replace function crm_private.require_record(
  kind text,
  record_id uuid,
  org_id uuid,
  owner_id uuid,
  team_id uuid,
  action text
)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if org_id is null or not crm_private.caller_may('read', kind, org_id, owner_id, team_id) then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('%s %s does not exist', kind, coalesce(record_id::text, 'null')),
      detail = pg_catalog.format('There is no such %s among those you may see.', kind),
      hint = pg_catalog.format('Read crm.%s for the identifiers you may use.', kind || 's');
  end if;
  if not crm_private.caller_may(action, kind, org_id, owner_id, team_id) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not %s %s %s', action, kind, record_id),
      detail = pg_catalog.format('Your role lets you read this %s only.', kind),
      hint = pg_catalog.format('Ask its owner or an administrator for the right to %s it.', action);
  end if;
end;
$$;

comment on function crm_private.require_record(text, uuid, uuid, uuid, uuid, text) is
  'Refuses a record that the caller cannot see (PT404, the same for absent ones: pass its null organization) '
  'or may not act upon (42501). Example: perform crm_private.require_record(''deal'', d.id, d.org_id, d.owner_id, d.team_id, ''update'');';

create or replace function crm_private.require_right_to_create(kind text, org_id uuid, owner_id uuid, team_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not crm_private.caller_may('create', kind, org_id, owner_id, team_id) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not create this %s', kind),
      detail = pg_catalog.format('Your role does not let you create a %s for this owner.', kind),
      hint = 'Ask an administrator for the right, or let the owner do it.';
  end if;
end;
$$;

comment on function crm_private.require_right_to_create(text, uuid, uuid, uuid) is
  'Refuses (42501) a caller who may not create such a record for that owner and team. '
  'Example: perform crm_private.require_right_to_create(''deal'', org, owner, team);';
