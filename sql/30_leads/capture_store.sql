create or replace function crm_private.find_open_lead(org uuid, email text)
returns crm.leads
language plpgsql
set search_path = ''
as $$
declare
  existing crm.leads;
begin
  if email is null then
    return null;
  end if;
  -- Two submissions of one address wait for each other, so that the second finds the lead of the first.
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('capture_lead ' || org::text || email, 0));
  select l.* into existing
  from crm.leads l
  where l.org_id = org and l.normalized_email = find_open_lead.email and l.status in ('new', 'working', 'qualified')
  order by l.id
  limit 1;
  return existing;
end;
$$;

comment on function crm_private.find_open_lead(uuid, text) is
  'The oldest open lead with this normalised e-mail, or null; holds a lock on the address to the end of the transaction. '
  'Example: select (crm_private.find_open_lead(o.id, ''anna@example.org'')).id from crm.organizations o;';

create or replace function crm_private.attach_submission(submitted crm.leads, existing crm.leads)
returns void
language sql
set search_path = ''
as $$
  insert into crm.notes (org_id, lead_id, body, owner_id, team_id)
  values (
    existing.org_id,
    existing.id,
    pg_catalog.concat_ws(
      E'\n',
      'Submitted again.',
      nullif(pg_catalog.concat_ws(' ', submitted.first_name, submitted.last_name), ''),
      submitted.company, submitted.job_title, submitted.phone, submitted.website, submitted.description
    ),
    existing.owner_id,
    existing.team_id
  );
$$;

comment on function crm_private.attach_submission(crm.leads, crm.leads) is
  'Keeps what a repeated submission said as a note on the open lead: a form never overwrites fields of a lead that exists. '
  'Example: perform crm_private.attach_submission(submitted, existing);';

create or replace function crm_private.store_submission(submitted crm.leads, out lead_id uuid, out is_duplicate boolean)
language plpgsql
set search_path = ''
as $$
declare
  existing constant crm.leads := crm_private.find_open_lead(submitted.org_id, submitted.normalized_email);
begin
  is_duplicate := existing.id is not null;
  if is_duplicate then
    lead_id := existing.id;
    perform crm_private.attach_submission(submitted, existing);
    return;
  end if;
  insert into crm.leads as l (
    org_id, owner_id, team_id, first_name, last_name, email, normalized_email, phone, company, job_title, website, description,
    source_id, custom
  )
  values (
    submitted.org_id, submitted.owner_id, submitted.team_id, submitted.first_name, submitted.last_name, submitted.email,
    submitted.normalized_email, submitted.phone, submitted.company, submitted.job_title, submitted.website,
    submitted.description, submitted.source_id, submitted.custom
  )
  returning l.id into lead_id;
end;
$$;

comment on function crm_private.store_submission(crm.leads) is
  'Attaches a submission to the open lead with its e-mail, or makes a new lead of it. '
  'Example: select (crm_private.store_submission(submitted)).is_duplicate;';

create or replace function crm_private.store_submission_once(
  submitted crm.leads,
  caller_id uuid,
  idempotency_key text,
  out lead_id uuid,
  out is_duplicate boolean
)
language plpgsql
set search_path = ''
as $$
begin
  if idempotency_key is null then
    select s.lead_id, s.is_duplicate into lead_id, is_duplicate from crm_private.store_submission(submitted) s;
    return;
  end if;
  perform pg_catalog.pg_advisory_xact_lock(
    pg_catalog.hashtextextended('capture_lead key ' || caller_id::text || idempotency_key, 0));
  select c.lead_id, c.is_duplicate into lead_id, is_duplicate
  from crm_private.lead_captures c
  where c.org_id = submitted.org_id
    and c.caller_id = store_submission_once.caller_id
    and c.idempotency_key = store_submission_once.idempotency_key;
  if lead_id is null then
    select s.lead_id, s.is_duplicate into lead_id, is_duplicate from crm_private.store_submission(submitted) s;
    insert into crm_private.lead_captures (org_id, caller_id, idempotency_key, lead_id, is_duplicate)
    values (submitted.org_id, caller_id, idempotency_key, store_submission_once.lead_id, store_submission_once.is_duplicate);
  end if;
end;
$$;

comment on function crm_private.store_submission_once(crm.leads, uuid, text) is
  'The same, once for each idempotency key of a caller: a repeated key gives the first lead again. '
  'Example: select (crm_private.store_submission_once(submitted, user_id, ''form-7'')).is_duplicate;';
