create or replace function crm_private.purge_deleted_records(older_than interval default '90 days')
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  purged bigint;
begin
  delete from crm.deleted_records r where r.deleted_at < pg_catalog.now() - older_than;
  get diagnostics purged = row_count;
  return purged;
end;
$$;
comment on function crm_private.purge_deleted_records(interval) is
  'Empties the recycle bin of what was deleted longer ago than that; returns the number of rows. '
  'Example: select crm_private.purge_deleted_records(''90 days'').';
