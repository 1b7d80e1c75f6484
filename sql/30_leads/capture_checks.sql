create or replace function crm_private.require_text_within(name text, value text, max_length integer)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if pg_catalog.length(value) > max_length then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('%s is too long', name),
      detail = pg_catalog.format('It has %s characters; %s are allowed.', pg_catalog.length(value), max_length),
      hint = pg_catalog.format('Shorten %s.', name);
  end if;
end;
$$;

comment on function crm_private.require_text_within(text, text, integer) is
  'Refuses (22023) an argument longer than max_length characters. Example: perform crm_private.require_text_within(''company'', company, 200);';

create or replace function crm_private.require_email(email text)
returns text
language plpgsql
immutable
set search_path = ''
as $$
declare
  normalized text := crm_ext.normalize_email(pg_catalog.normalize(email));
begin
  if normalized is null and pg_catalog.btrim(email) <> '' then
    raise exception using
      errcode = '22023',
      message = 'email is not a valid address',
      detail = pg_catalog.format('Got %L.', pg_catalog.left(email, 100)),
      hint = 'Send an address such as anna@example.org.';
  end if;
  return normalized;
end;
$$;

comment on function crm_private.require_email(text) is
  'The normalised address, null for none; refuses (22023) what is not an address. Example: select crm_private.require_email(''Anna@Example.org'');';

create or replace function crm_private.check_captured_fields(lead crm.leads, idempotency_key text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  perform crm_private.require_text_within('email', lead.email, 254);
  perform crm_private.require_text_within('first_name', lead.first_name, 100);
  perform crm_private.require_text_within('last_name', lead.last_name, 100);
  perform crm_private.require_text_within('company', lead.company, 200);
  perform crm_private.require_text_within('phone', lead.phone, 50);
  perform crm_private.require_text_within('job_title', lead.job_title, 200);
  perform crm_private.require_text_within('website', lead.website, 500);
  perform crm_private.require_text_within('message', lead.description, 10000);
  perform crm_private.require_text_within('idempotency_key', idempotency_key, 200);
  if pg_catalog.jsonb_typeof(lead.custom) <> 'object' then
    raise exception using
      errcode = '22023',
      message = 'custom is not a JSON object',
      detail = pg_catalog.format('Got a JSON %s.', pg_catalog.jsonb_typeof(lead.custom)),
      hint = 'Send custom fields as an object, such as {"budget": "10k"}.';
  end if;
  perform crm_private.require_text_within('custom', lead.custom::text, 20000);
  if coalesce(lead.email, lead.phone, lead.first_name, lead.last_name) is null then
    raise exception using
      errcode = '22023',
      message = 'the lead names nobody',
      detail = 'email, phone, first_name and last_name are all empty.',
      hint = 'Send at least one of them.';
  end if;
end;
$$;

comment on function crm_private.check_captured_fields(crm.leads, text) is
  'Refuses (22023) a captured lead with over-long fields, custom data that is no object, or nobody named. '
  'Example: perform crm_private.check_captured_fields(lead, idempotency_key);';
