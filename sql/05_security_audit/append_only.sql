-- requires: 00_foundation/grants.sql
-- The audit is written by functions of its own and changed by nothing.

create or replace function crm_private.refuse_audit_change()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'DELETE' and pg_catalog.current_setting('crm.security_retention', true) = 'on' then
    return null;
  end if;
  raise exception using
    errcode = '42501',
    message = 'security events are only added',
    detail = pg_catalog.format('%s of %s is refused for every role.', pg_catalog.lower(tg_op), tg_table_name),
    hint = 'An operator removes old events with crm_private.purge_security_events.';
end;
$$;
comment on function crm_private.refuse_audit_change() is
  'Trigger: no statement changes, deletes or truncates security events, whoever runs it. Example: delete from crm.security_events.';

do $$
declare
  target regclass;
begin
  foreach target in array array['crm.security_events', 'crm_private.installation_events']::regclass[] loop
    execute format('revoke all on %s from public, anon, authenticated, service_role', target);
    execute format(
      'create or replace trigger audit_before_change_refuse before update or delete or truncate on %s'
      ' for each statement execute function crm_private.refuse_audit_change()', target);
    -- also where a session says session_replication_role = replica
    execute format('alter table %s enable always trigger audit_before_change_refuse', target);
  end loop;
end
$$;

grant select on crm.security_events to authenticated, service_role;
