-- requires: 00_foundation/restore_batch.sql
-- requires: 00_foundation/deleted_access.sql
-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.find_deleted_record(kind text, id uuid)
returns crm.deleted_records
language plpgsql
stable
set search_path = ''
as $$
declare
  found crm.deleted_records;
begin
  select r.* into found
  from crm.deleted_records r
  where r.kind = find_deleted_record.kind and r.record_id = find_deleted_record.id
    and (r.org_id = crm_ext.current_org() or (crm_ext.current_org() is null and crm_private.bypasses_row_security()))
    and crm_private.caller_may_with_deleted('read', r)
  order by r.deleted_at desc, r.batch_id desc, r.position
  limit 1;
  if found.batch_id is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('%s %s is not in the recycle bin', kind, coalesce(id::text, 'null')),
      detail = 'Nothing like it is among the deleted records that you may see.',
      hint = 'Read crm.deleted_records for what can be restored.';
  end if;
  return found;
end;
$$;
comment on function crm_private.find_deleted_record(text, uuid) is
  'The latest deletion of a record that the caller may see, or PT404. '
  'Example: select (crm_private.find_deleted_record(''deal'', ''0198c0de-0000-7000-8000-000000000000'')).batch_id.';

create or replace function crm_private.refuse_part_of_batch(found crm.deleted_records)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  root crm.deleted_records;
begin
  select r.* into root
  from crm.deleted_records r
  where r.org_id = found.org_id and r.batch_id = found.batch_id and r.position = 0;
  raise exception using
    errcode = 'PT409',
    message = pg_catalog.format('%s %s was deleted together with a %s', found.kind, found.record_id, root.kind),
    detail = pg_catalog.format('The batch is that of %s %s.', root.kind, root.record_id),
    hint = pg_catalog.format('Restore %s %s.', root.kind, root.record_id);
end;
$$;
comment on function crm_private.refuse_part_of_batch(crm.deleted_records) is
  'Refuses (PT409) to restore a row that went with another record, and names that record. '
  'Example: perform crm_private.refuse_part_of_batch(found);';

create or replace function crm.restore(kind text, id uuid)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  found constant crm.deleted_records := crm_private.find_deleted_record(kind, id);
begin
  if found.position > 0 then
    perform crm_private.refuse_part_of_batch(found);
  end if;
  if not crm_private.caller_may_with_deleted('delete', found) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not restore %s %s', kind, id),
      detail = pg_catalog.format('Restoring needs the right to delete a %s of this owner.', found.access_kind),
      hint = 'Ask its owner or an administrator.';
  end if;
  return crm_private.restore_batch(found);
end;
$$;
comment on function crm.restore(text, uuid) is
  'Brings a deleted record back with everything that its deletion took along, and re-attaches what referred to it. Needs the right to '
  'delete it. Returns {kind, id, restored: {kind: count}, reattached}. PT404 when it is not in the recycle bin; PT409 when a unique '
  'key was taken or a record it refers to is gone. Example: select crm.restore(''deal'', ''0198c0de-0000-7000-8000-000000000000'').';

revoke all on function crm.restore(text, uuid) from public, anon;
grant execute on function crm.restore(text, uuid) to authenticated, service_role;
