-- requires: 05_security_audit/record_event.sql
-- A refused statement rolls back what it would record of itself, so the gateway reports refused writes afterwards.

create or replace function crm_private.refusal_organization(user_id uuid, asked text)
returns uuid
language sql
stable
set search_path = ''
as $$
  select m.org_id
  from crm.memberships m
  join crm.organizations o on o.id = m.org_id
  where m.user_id = refusal_organization.user_id
    and (asked is null or asked in (o.id::text, o.slug))
  order by m.status = 'active' desc, m.is_default desc, m.created_at, m.org_id
  limit 1
$$;
comment on function crm_private.refusal_organization(uuid, text) is
  'The organization whose audit tells of a refused request: the one asked for (id or slug) if the user belongs to it, else the default. '
  'Null otherwise, so that nobody fills a stranger''s audit. Example: select crm_private.refusal_organization(u.id, ''acme'') from crm.users u.';

create or replace function crm_private.record_refusals(refusals jsonb)
returns integer
language plpgsql
security definer
set search_path = ''
as $$
declare
  recorded integer;
begin
  with refused as (
    select r.*, crm_private.refusal_organization(r.user_id, r.organization) as org_id,
      pg_catalog.jsonb_build_object('kind', 'request', 'method', pg_catalog.left(r.method, 10), 'route', pg_catalog.left(r.route, 200)) as subject,
      pg_catalog.jsonb_build_object('status', r.status, 'code', pg_catalog.left(r.code, 40)) as details
    from pg_catalog.jsonb_to_recordset(refusals) as r (
      occurred_at timestamptz, user_id uuid, organization text, role text, method text, route text, status integer, code text, request_id text)
  ),
  of_organizations as (
    insert into crm.security_events (org_id, occurred_at, actor_user_id, actor_login, actor_role, request_id, event, subject, details)
    select r.org_id, coalesce(r.occurred_at, pg_catalog.clock_timestamp()), r.user_id, 'gateway', coalesce(pg_catalog.left(r.role, 63), 'anon'),
      pg_catalog.left(r.request_id, 200), 'write.refused', r.subject, r.details
    from refused r where r.org_id is not null
    returning id
  ),
  of_installation as (
    insert into crm_private.installation_events (occurred_at, actor_user_id, actor_login, actor_role, request_id, event, subject, details)
    select coalesce(r.occurred_at, pg_catalog.clock_timestamp()), r.user_id, 'gateway', coalesce(pg_catalog.left(r.role, 63), 'anon'),
      pg_catalog.left(r.request_id, 200), 'write.refused', r.subject, r.details
    from refused r where r.org_id is null
    returning id
  )
  select (select pg_catalog.count(*) from of_organizations) + (select pg_catalog.count(*) from of_installation) into recorded;
  return recorded;
end;
$$;
comment on function crm_private.record_refusals(jsonb) is
  'Adds refused writes that the gateway saw to the audit, a batch at a time: [{"occurred_at", "user_id", "organization", "role", "method", '
  '"route", "status", "code", "request_id"}]; returns how many. For the gateway''s own connection. '
  'Example: select crm_private.record_refusals(''[{"method": "POST", "route": "/rest/v1/deals", "status": 401}]'').';
revoke all on function crm_private.record_refusals(jsonb) from public, anon, authenticated, service_role;
-- The gateway logs in as PostgREST does, but never takes on a caller's role; callers cannot act as the login itself.
grant usage on schema crm_private to authenticator;
grant execute on function crm_private.record_refusals(jsonb) to authenticator;
