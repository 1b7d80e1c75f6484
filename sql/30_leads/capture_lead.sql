-- requires: 25_field_rights/require_fields.sql
-- requires: 30_leads/capture_key.sql
-- requires: 30_leads/capture_checks.sql
-- requires: 30_leads/capture_store.sql

create or replace function crm_private.capture_submission(
  submitted crm.leads,
  origin crm.lead_sources,
  idempotency_key text,
  is_member boolean
)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  caller_id uuid := crm_ext.current_user_id();
  captured record;
  lead crm.leads;
  is_visible boolean;
begin
  if is_member and caller_id is not null then
    submitted.owner_id := caller_id;
  else
    caller_id := coalesce(origin.id, origin.org_id);
    submitted.owner_id := crm_private.captured_lead_owner(origin.org_id, origin.default_owner_id);
  end if;
  select m.team_id into submitted.team_id
  from crm.memberships m
  where m.org_id = submitted.org_id and m.user_id = submitted.owner_id;
  if is_member and not crm_private.caller_may('create', 'lead', submitted.org_id, submitted.owner_id, submitted.team_id) then
    perform crm_private.require_outcome('create', 'lead', submitted);
  end if;
  captured := crm_private.store_submission_once(submitted, caller_id, idempotency_key);
  if not is_member then
    return pg_catalog.jsonb_build_object('lead_id', null, 'status', 'received', 'duplicate', null);
  end if;
  select l.* into lead from crm.leads l where l.org_id = submitted.org_id and l.id = captured.lead_id;
  if not captured.is_duplicate and lead.created_at = pg_catalog.now() then
    perform crm_private.require_outcome('create', 'lead', lead);
  end if;
  is_visible := crm_private.caller_may('read', 'lead', lead);
  return pg_catalog.jsonb_build_object(
    'lead_id', case when is_visible then lead.id end,
    'status', case when is_visible then lead.status else 'received' end,
    'duplicate', captured.is_duplicate
  );
end;
$$;

comment on function crm_private.capture_submission(crm.leads, crm.lead_sources, text, boolean) is
  'Stores a checked submission for its owner and words the answer: a form learns nothing, a member never more than they may see. '
  'Example: select crm_private.capture_submission(submitted, origin, ''form-7'', false);';

create or replace function crm.capture_lead(
  email text default null,
  first_name text default null,
  last_name text default null,
  company text default null,
  phone text default null,
  job_title text default null,
  website text default null,
  message text default null,
  source text default null,
  capture_key uuid default null,
  custom jsonb default '{}',
  idempotency_key text default null
)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  origin crm.lead_sources := crm_private.lead_origin(capture_key, source);
  submitted crm.leads;
begin
  submitted.org_id := origin.org_id;
  submitted.source_id := origin.id;
  submitted.email := nullif(pg_catalog.btrim(email), '');
  submitted.first_name := nullif(pg_catalog.btrim(first_name), '');
  submitted.last_name := nullif(pg_catalog.btrim(last_name), '');
  submitted.company := nullif(pg_catalog.btrim(company), '');
  submitted.phone := nullif(pg_catalog.btrim(phone), '');
  submitted.job_title := nullif(pg_catalog.btrim(job_title), '');
  submitted.website := nullif(pg_catalog.btrim(website), '');
  submitted.description := nullif(pg_catalog.btrim(message), '');
  submitted.custom := coalesce(custom, '{}');
  if capture_key is null then
    perform crm_private.require_fields('lead', pg_catalog.jsonb_strip_nulls(pg_catalog.to_jsonb(submitted) - array['org_id', 'source_id'])
      - (case when submitted.custom = '{}' then 'custom' else '' end));
  end if;
  idempotency_key := nullif(idempotency_key, '');
  perform crm_private.check_captured_fields(submitted, idempotency_key);
  submitted.normalized_email := crm_private.require_email(submitted.email);
  return crm_private.capture_submission(submitted, origin, idempotency_key, is_member => capture_key is null);
end;
$$;

comment on function crm.capture_lead(text, text, text, text, text, text, text, text, text, uuid, jsonb, text) is
  'Takes in a lead, from a web form that shows the capture_key of a lead source, or from a member. An open lead with the same '
  'normalised e-mail is not doubled: the submission becomes a note on it. Returns {"lead_id", "status", "duplicate"}; with a '
  'capture key always {null, "received", null}, so that a form cannot find out whom the organization knows; a member whose '
  'duplicate belongs to somebody else learns that it exists and nothing more. A repeated idempotency_key gives the first answer. '
  'Example: select crm.capture_lead(email => ''will@example.org'', last_name => ''Smith'', capture_key => ''0198c0de-0000-7000-8000-000000000000'');';

revoke all on function crm.capture_lead(text, text, text, text, text, text, text, text, text, uuid, jsonb, text) from public;
grant execute on function crm.capture_lead(text, text, text, text, text, text, text, text, text, uuid, jsonb, text)
  to anon, authenticated, service_role;
