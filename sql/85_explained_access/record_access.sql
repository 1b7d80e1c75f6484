-- requires: 00_foundation/protected_tables.sql
-- requires: 10_identity/narrowed_rights.sql
-- Why a member may do something with a record: the paths that the extension finds for the record itself, and those by the
-- records that it is on or linked to. These functions look at everything; who may ask is checked where they are called.

create or replace function crm_private.access_to_row(org uuid, who uuid, action text, kind text, record_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  answer jsonb;
begin
  execute pg_catalog.format(
    'select crm_ext.access_paths($1, $2, $3, r.org_id, r.owner_id, r.team_id, r.id, r) from crm.%I r where r.org_id = $4 and r.id = $5',
    (select pg_catalog.split_part(t.table_name, '.', 2) from crm_private.protected_tables() t where t.resource = kind and t.shape in ('owned', 'linked', 'on record')))
  into answer
  using who, action, kind, org, record_id;
  return answer;
end;
$$;
comment on function crm_private.access_to_row(uuid, uuid, text, text, uuid) is
  'Whether and why a member may do action with a record, by owner, team, rules and shares of the row itself; null without such a record. '
  'Example: select crm_private.access_to_row(d.org_id, d.owner_id, ''read'', ''deal'', d.id) from crm.deals d;';

create or replace function crm_private.linked_records(org uuid, kind text, record_id uuid)
returns table (linked_kind text, linked_id uuid)
language sql
stable
set search_path = ''
as $$
  select named.*
  from (
    select k.account_id, k.contact_id, k.lead_id, k.deal_id
    from crm.activity_links k
    where kind = 'activity' and k.org_id = org and k.activity_id = linked_records.record_id
    union all
    select n.account_id, n.contact_id, n.lead_id, n.deal_id
    from crm.notes n
    where kind = 'note' and n.org_id = org and n.id = linked_records.record_id
    union all
    select f.account_id, f.contact_id, f.lead_id, f.deal_id
    from crm.attachments f
    where kind = 'attachment' and f.org_id = org and f.id = linked_records.record_id
  ) as link
  cross join lateral (
    values ('account', link.account_id), ('contact', link.contact_id), ('lead', link.lead_id), ('deal', link.deal_id)
  ) as named (kind, id)
  where named.id is not null
$$;
comment on function crm_private.linked_records(uuid, text, uuid) is
  'The accounts, contacts, leads and deals that an activity, note or attachment belongs to. '
  'Example: select * from crm_private.linked_records(n.org_id, ''note'', n.id) from crm.notes n;';

create or replace function crm_private.paths_by_records(org uuid, who uuid, action text, kind text, record_id uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select coalesce(
    pg_catalog.jsonb_agg(pg_catalog.jsonb_build_object(
      'path', 'record', 'kind', l.linked_kind, 'id', l.linked_id, 'paths', access.answer -> 'paths') order by l.linked_kind, l.linked_id),
    '[]')
  from crm_private.linked_records(org, kind, record_id) l
  cross join lateral crm_private.access_to_row(org, who, action, l.linked_kind, l.linked_id) as access (answer)
  where (access.answer ->> 'allowed')::boolean
$$;
comment on function crm_private.paths_by_records(uuid, uuid, text, text, uuid) is
  'The records through which a member reaches an activity, note or attachment, with the paths to each. '
  'Example: select crm_private.paths_by_records(n.org_id, n.owner_id, ''read'', ''note'', n.id) from crm.notes n;';

create or replace function crm_private.record_access(org uuid, who uuid, action text, kind text, record_id uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  own constant jsonb := crm_private.access_to_row(org, who, action, kind, record_id);
  own_paths constant jsonb := coalesce(own -> 'paths', '[]');
  -- the role has the right for some rows, whatever they hold
  follows constant boolean := coalesce(own ->> 'reason', '') <> 'no_permission' and not crm_private.is_narrowed(org, who, action, kind);
  seen jsonb;
  paths jsonb;
begin
  if own is null or kind not in ('activity', 'note', 'attachment') then
    return own;
  end if;
  seen := crm_private.paths_by_records(org, who, 'read', kind, record_id);
  if kind = 'activity' then
    paths := own_paths || case when action = 'read' and follows then seen else '[]' end;
  elsif seen = '[]' then
    return pg_catalog.jsonb_build_object('allowed', false, 'paths', seen, 'reason', 'record_not_visible');
  elsif action = 'read' then
    paths := case when follows or own_paths <> '[]' then seen else '[]' end;
  else
    paths := own_paths || case when follows then crm_private.paths_by_records(org, who, 'update', kind, record_id) else '[]' end;
  end if;
  return pg_catalog.jsonb_build_object('allowed', paths <> '[]', 'paths', paths)
    || case when paths = '[]' then pg_catalog.jsonb_build_object('reason', own ->> 'reason') else '{}' end;
end;
$$;
comment on function crm_private.record_access(uuid, uuid, text, text, uuid) is
  'Whether and why a member may do action with a record, {"allowed", "paths", "reason"}, as the policies decide; null without such a record. '
  'Example: select crm_private.record_access(n.org_id, n.owner_id, ''update'', ''note'', n.id) from crm.notes n;';

revoke all on function crm_private.access_to_row(uuid, uuid, text, text, uuid) from public, anon, authenticated;
revoke all on function crm_private.linked_records(uuid, text, uuid) from public, anon, authenticated;
revoke all on function crm_private.paths_by_records(uuid, uuid, text, text, uuid) from public, anon, authenticated;
revoke all on function crm_private.record_access(uuid, uuid, text, text, uuid) from public, anon, authenticated;
