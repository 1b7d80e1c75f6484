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
  'Whether the caller may do action with records of this owner and team, as far as those decide; for what has no owner, pass nulls. True as '
  'well for roles that bypass row security. Example: select crm_private.caller_may(''update'', ''scoring_model'', o.id, null, null) from crm.organizations o;';

create or replace function crm_private.caller_may(action text, kind text, record anyelement)
returns boolean
language sql
stable
set search_path = ''
as $$
  select crm_ext.row_allowed(
      action, kind, (facts ->> 'org_id')::uuid, (facts ->> 'owner_id')::uuid, (facts ->> 'team_id')::uuid, (facts ->> 'id')::uuid, record)
    or crm_private.bypasses_row_security()
  from pg_catalog.to_jsonb(record) as facts;
$$;

comment on function crm_private.caller_may(text, text, anyelement) is
  'The one access rule for one record, with its shares and conditions, as the policies ask it; true as well for roles that bypass row '
  'security. Example: select crm_private.caller_may(''update'', ''deal'', d) from crm.deals d;';

create or replace function crm_private.require_record(kind text, record_id uuid, record anyelement, action text)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if pg_catalog.to_jsonb(record) ->> 'org_id' is null or not crm_private.caller_may('read', kind, record) then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('%s %s does not exist', kind, coalesce(record_id::text, 'null')),
      detail = pg_catalog.format('There is no such %s among those you may see.', kind),
      hint = pg_catalog.format('Read crm.%s for the identifiers you may use.', kind || 's');
  end if;
  if not crm_private.caller_may(action, kind, record) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not %s %s %s', action, kind, record_id),
      detail = pg_catalog.format('Your role lets you read this %s only.', kind),
      hint = pg_catalog.format('Ask its owner or an administrator for the right to %s it.', action);
  end if;
end;
$$;

comment on function crm_private.require_record(text, uuid, anyelement, text) is
  'Refuses a record that the caller cannot see (PT404, the same for absent ones: pass a null row) or may not act upon (42501). '
  'Example: perform crm_private.require_record(''deal'', deal_id, deal, ''update'');';

create or replace function crm_private.require_outcome(action text, kind text, record anyelement)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not crm_private.caller_may(action, kind, record) then
    raise exception using
      errcode = '42501',
      message = case action
        when 'create' then pg_catalog.format('you may not create this %s', kind)
        else pg_catalog.format('you may not %s %s %s so', action, kind, pg_catalog.to_jsonb(record) ->> 'id')
      end,
      detail = pg_catalog.format('Your right to %s a %s does not reach what it would be.', action, kind),
      hint = 'Ask an administrator for the right, or let the owner do it.';
  end if;
end;
$$;

comment on function crm_private.require_outcome(text, text, anyelement) is
  'Refuses (42501) a record that was made or changed in this transaction into one that the caller may not make or change, as with check of '
  'a policy does. Example: perform crm_private.require_outcome(''create'', ''deal'', made);';
