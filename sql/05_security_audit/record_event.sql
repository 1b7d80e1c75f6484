-- requires: 05_security_audit/append_only.sql

create or replace function crm_private.signed_in_user()
returns uuid
language sql
stable
security definer
set search_path = ''
as $$
  select coalesce(
    crm_ext.current_user_id(),
    case when pg_catalog.current_setting('role') = 'authenticated'
      and exists (select from crm_private.claim_sources s where s.login = session_user) then auth.uid() end)
$$;
comment on function crm_private.signed_in_user() is
  'The user of the request, member of an organization or not yet; null for operators, service keys and logins whose claims are not '
  'believed. Example: select crm_private.signed_in_user().';

create or replace function crm_private.request_id()
returns text
language sql
stable
security definer
set search_path = ''
as $$
  select pg_catalog.left(nullif(pg_catalog.current_setting('request.headers', true), '')::jsonb ->> 'x-request-id', 200)
  from crm_private.claim_sources s
  where s.login = session_user
$$;
comment on function crm_private.request_id() is
  'The x-request-id that the gateway gave the request; null outside of requests. Example: select crm_private.request_id().';

create or replace function crm_private.record_security_event(
  org_id uuid,
  event text,
  subject jsonb,
  details jsonb default '{}'
)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  actor constant uuid := crm_private.signed_in_user();
  db_role constant text := pg_catalog.current_setting('role');
  acting_as constant text := coalesce(
    case when crm_ext.current_org() = record_security_event.org_id then crm_ext.current_role_key() end,
    case db_role when 'none' then session_user else db_role end);
begin
  if record_security_event.org_id is null then
    insert into crm_private.installation_events (actor_user_id, actor_login, actor_role, request_id, event, subject, details)
    values (actor, session_user, acting_as, crm_private.request_id(), record_security_event.event,
      record_security_event.subject, record_security_event.details);
  else
    insert into crm.security_events (org_id, actor_user_id, actor_login, actor_role, request_id, event, subject, details)
    values (record_security_event.org_id, actor, session_user, acting_as, crm_private.request_id(), record_security_event.event,
      record_security_event.subject, record_security_event.details);
  end if;
end;
$$;
comment on function crm_private.record_security_event(uuid, text, jsonb, jsonb) is
  'Adds an event to the security audit of an organization (null: of the installation); actor and request id are found here. For functions '
  'and triggers of ours. Example: perform crm_private.record_security_event(org, ''records.exported'', ''{"kind": "deal"}'').';
revoke all on function crm_private.record_security_event(uuid, text, jsonb, jsonb) from public, anon, authenticated, service_role;
