-- requires: 10_identity/caller_rights.sql
-- requires: 70_analytics/reporting_period.sql
-- requires: 85_explained_access/access_words.sql

create or replace function crm_private.caller_administers(org uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select crm_private.caller_may('update', 'role', org, null, null)
$$;
comment on function crm_private.caller_administers(uuid) is
  'Whether the caller may decide about rights in the organization. Example: select crm_private.caller_administers(crm_ext.current_org());';

create or replace function crm_private.require_member(org uuid, who uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if not exists (select from crm.memberships m where m.org_id = org and m.user_id = who) then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('user %s is no member of the organization', coalesce(who::text, 'null')),
      hint = 'Read crm.memberships for its members.';
  end if;
end;
$$;
comment on function crm_private.require_member(uuid, uuid) is
  'Refuses (PT404) users who are no members. Example: perform crm_private.require_member(org, user_id);';

create or replace function crm_private.explain_access(kind text, record_id uuid, who uuid, action text)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  caller constant uuid := crm_ext.current_user_id();
  access jsonb;
begin
  kind := crm_private.require_choice('kind', coalesce(kind, ''), array['account', 'contact', 'lead', 'deal', 'activity', 'note', 'attachment']);
  action := crm_private.require_choice('action', coalesce(action, ''), array['read', 'update', 'delete']);
  if not crm_private.caller_administers(org)
    and not coalesce((crm_private.record_access(org, caller, 'read', kind, record_id) ->> 'allowed')::boolean, false)
    or crm_private.access_to_row(org, coalesce(who, caller), action, kind, record_id) is null
  then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('%s %s does not exist', kind, coalesce(record_id::text, 'null')),
      detail = pg_catalog.format('There is no such %s among those you may see.', kind),
      hint = 'Give the identifier of a record that you see.';
  end if;
  who := coalesce(who, caller);
  perform crm_private.require_member(org, who);
  access := crm_private.record_access(org, who, action, kind, record_id);
  return pg_catalog.jsonb_build_object(
      'kind', kind, 'id', record_id, 'user_id', who, 'action', action,
      'words', crm_private.access_words(org, who, action, kind, record_id, access))
    || pg_catalog.jsonb_set(access, '{paths}', (
      select coalesce(pg_catalog.jsonb_agg(
        p.path || pg_catalog.jsonb_build_object('words', crm_private.path_words(org, who, kind, p.path))), '[]')
      from pg_catalog.jsonb_array_elements(access -> 'paths') as p (path)));
end;
$$;
comment on function crm_private.explain_access(text, uuid, uuid, text) is
  'The decision about a record for a member (the caller for null), with its paths, in words and as data; PT404 for records that the caller '
  'cannot see. Example: select crm_private.explain_access(''deal'', d.id, d.owner_id, ''read'') from crm.deals d;';

create or replace function crm.why_visible(kind text, id uuid, user_id uuid default null)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select crm_private.explain_access(kind, id, user_id, 'read')
$$;
comment on function crm.why_visible(text, uuid, uuid) is
  'Why a member (oneself without user_id) sees an account, contact, lead, deal, activity, note or attachment: {"allowed", "words", "paths": '
  '[{"path": "owner" | "team" | "organization" | "rule" | "share" | "record_team" | "record" | "system_admin", "words", ...}]}; with '
  '"reason" where he does not. The caller must see the record or administer rights; PT404 otherwise, as for absent records. '
  'Example: select crm.why_visible(''deal'', ''0198c0de-0000-7000-8000-000000000000'') ->> ''words'';';

create or replace function crm.why_not(kind text, id uuid, user_id uuid default null, action text default 'read')
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select crm_private.explain_access(kind, id, user_id, action)
$$;
comment on function crm.why_not(text, uuid, uuid, text) is
  'Why a member (oneself without user_id) may not read, update or delete a record, in words and as data: "reason" is no_permission, '
  'out_of_scope, condition_not_met or record_not_visible; where he may, the paths as crm.why_visible gives them. The caller must see the '
  'record or administer rights; PT404 otherwise. '
  'Example: select crm.why_not(''deal'', ''0198c0de-0000-7000-8000-000000000000'', action => ''delete'') ->> ''words'';';

revoke all on function crm_private.caller_administers(uuid) from public, anon, authenticated;
revoke all on function crm_private.require_member(uuid, uuid) from public, anon, authenticated;
revoke all on function crm_private.explain_access(text, uuid, uuid, text) from public, anon, authenticated;
revoke all on function crm.why_visible(text, uuid, uuid) from public, anon;
revoke all on function crm.why_not(text, uuid, uuid, text) from public, anon;
grant execute on function crm.why_visible(text, uuid, uuid), crm.why_not(text, uuid, uuid, text) to authenticated, service_role;
