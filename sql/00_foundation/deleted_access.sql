-- requires: 00_foundation/part_access.sql
-- requires: 10_identity/caller_rights.sql
-- Where a condition decides about records, it decides about deleted ones by what they were.

create or replace function crm_private.record_behind(deleted crm.deleted_records, out table_name name, out facts jsonb)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- a sensitive side (deal.financials) belongs to its record
  kind constant text := pg_catalog.split_part(deleted.access_kind, '.', 1);
begin
  table_name := (
    select pg_catalog.split_part(t.table_name, '.', 2)
    from crm_private.protected_tables() t
    where t.resource = kind and t.shape in ('owned', 'linked', 'on record'));
  if table_name = deleted.table_name then
    facts := deleted.row_data;
  elsif deleted.position > 0 then
    select r.row_data into facts
    from crm.deleted_records r
    where r.org_id = deleted.org_id and r.batch_id = deleted.batch_id and r.position = 0;
  elsif table_name is not null then
    execute pg_catalog.format('select pg_catalog.to_jsonb(r) from crm.%I r where r.org_id = $1 and r.id = $2', table_name)
    into facts
    using deleted.org_id, (deleted.row_data ->> (kind || '_id'))::uuid;
  end if;
end;
$$;
comment on function crm_private.record_behind(crm.deleted_records) is
  'The record whose rights decide about a deleted row: the row itself, the one it went with, or the living one it was a part of. '
  'Example: select (crm_private.record_behind(r)).facts from crm.deleted_records r.';

create or replace function crm_private.deleted_record_meets(action text, deleted crm.deleted_records)
returns boolean
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  behind record;
  answer boolean;
begin
  behind := crm_private.record_behind(deleted);
  if behind.facts is null then
    return false;
  end if;
  execute pg_catalog.format(
    'select crm_ext.row_allowed($1, $2, r.org_id, r.owner_id, r.team_id, r.id, r) from pg_catalog.jsonb_populate_record(null::crm.%I, $3) r',
    behind.table_name)
  into answer
  using action, pg_catalog.split_part(deleted.access_kind, '.', 1), behind.facts;
  return answer;
end;
$$;
comment on function crm_private.deleted_record_meets(text, crm.deleted_records) is
  'Whether the caller might do action with the record behind a deleted row, by what it held. '
  'Example: select crm_private.deleted_record_meets(''read'', r) from crm.deleted_records r.';

create or replace function crm_private.caller_may_with_deleted(action text, deleted crm.deleted_records)
returns boolean
language sql
stable
set search_path = ''
as $$
  select crm_private.bypasses_row_security()
    or crm_ext.row_allowed(action, deleted.access_kind, deleted.org_id, deleted.owner_id, deleted.team_id)
      and (not crm_ext.is_conditional(action, pg_catalog.split_part(deleted.access_kind, '.', 1)) or crm_private.deleted_record_meets(action, deleted))
$$;
comment on function crm_private.caller_may_with_deleted(text, crm.deleted_records) is
  'The access rule for a deleted row: owner and team at the time, and the record where a condition looks at it; true as well for roles that '
  'bypass row security. Example: select crm_private.caller_may_with_deleted(''delete'', r) from crm.deleted_records r.';

revoke all on function crm_private.record_behind(crm.deleted_records) from public, anon, authenticated;
revoke all on function crm_private.caller_may_with_deleted(text, crm.deleted_records) from public, anon, authenticated;
revoke all on function crm_private.deleted_record_meets(text, crm.deleted_records) from public, anon;
-- The policy of the recycle bin asks it. Whoever makes up a row learns nothing but what he may do himself.
grant execute on function crm_private.deleted_record_meets(text, crm.deleted_records) to authenticated, service_role;
