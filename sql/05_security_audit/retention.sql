-- requires: 05_security_audit/append_only.sql

create or replace function crm_private.purge_security_events(older_than interval default interval '365 days')
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  removed bigint;
  removed_here bigint;
begin
  if older_than < interval '30 days' then
    raise exception using
      errcode = '22023',
      message = 'security events are kept for at least 30 days',
      detail = pg_catalog.format('Asked was for %s.', older_than),
      hint = 'Name a longer time.';
  end if;
  perform pg_catalog.set_config('crm.security_retention', 'on', true);
  delete from crm.security_events e where e.occurred_at < pg_catalog.now() - older_than;
  get diagnostics removed = row_count;
  delete from crm_private.installation_events e where e.occurred_at < pg_catalog.now() - older_than;
  get diagnostics removed_here = row_count;
  perform pg_catalog.set_config('crm.security_retention', '', true);
  perform crm_private.record_security_event(null, 'audit.purged', '{"kind": "security_event"}',
    pg_catalog.jsonb_build_object('older_than', older_than, 'events', removed + removed_here));
  return removed + removed_here;
end;
$$;
comment on function crm_private.purge_security_events(interval) is
  'Removes security events older than that (365 days, at least 30) and records that it did; returns how many. For operators, for example '
  'once a day. Example: select crm_private.purge_security_events().';
revoke all on function crm_private.purge_security_events(interval) from public, anon, authenticated, service_role;
