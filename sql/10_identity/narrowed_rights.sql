create or replace function crm_private.is_narrowed(org uuid, who uuid, action text, kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select exists (
    select
    from crm.memberships m
    join crm.permissions p on p.org_id = m.org_id and p.role_id = m.role_id
    where m.org_id = org and m.user_id = who and p.resource = kind and p.action = is_narrowed.action and p.condition is not null)
$$;
comment on function crm_private.is_narrowed(uuid, uuid, text, text) is
  'Whether a condition narrows what a member''s role may do with a kind of record. '
  'Example: select crm_private.is_narrowed(m.org_id, m.user_id, ''read'', ''note'') from crm.memberships m;';

create or replace function crm_private.caller_is_narrowed(action text, kind text)
returns boolean
language sql
stable
security definer
set search_path = ''
as $$
  select crm_private.is_narrowed(crm_ext.current_org(), crm_ext.current_user_id(), action, kind)
$$;
comment on function crm_private.caller_is_narrowed(text, text) is
  'Whether a condition narrows what the caller''s role may do with a kind of record. Policies ask it where something else than the row itself '
  'makes it visible. Example: select crm_private.caller_is_narrowed(''read'', ''note'');';

revoke all on function crm_private.is_narrowed(uuid, uuid, text, text) from public, anon, authenticated;
revoke all on function crm_private.caller_is_narrowed(text, text) from public, anon;
grant execute on function crm_private.caller_is_narrowed(text, text) to authenticated, service_role;
