-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.reporting_organization()
returns uuid
language plpgsql
stable
parallel safe
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
begin
  if not (crm_ext.has_permission('report', 'execute') or crm_private.bypasses_row_security()) then
    raise exception using
      errcode = '42501',
      message = 'you may not run reports',
      detail = 'Your role lacks the right report:execute.',
      hint = 'Ask an administrator for it.';
  end if;
  return org;
end;
$$;

comment on function crm_private.reporting_organization() is
  'The active organization, for callers with the right report:execute; refuses (42501) others. What a report counts, row security decides. '
  'Example: select crm_private.reporting_organization();';

create or replace function crm_private.reporting_period(
  from_on date,
  to_on date,
  out org_id uuid,
  out timezone text,
  out base_currency text,
  out starts_at timestamptz,
  out ends_at timestamptz
)
language plpgsql
stable
parallel safe
set search_path = ''
as $$
begin
  org_id := crm_private.reporting_organization();
  if from_on > to_on then
    raise exception using
      errcode = '22023',
      message = 'the period ends before it begins',
      detail = pg_catalog.format('from_on is %s, to_on is %s.', from_on, to_on),
      hint = 'Swap from_on and to_on.';
  end if;
  select o.timezone, o.base_currency into timezone, base_currency
  from crm.organizations o
  where o.id = reporting_period.org_id;
  starts_at := coalesce(from_on::timestamp at time zone timezone, '-infinity');
  ends_at := coalesce((to_on + 1)::timestamp at time zone timezone, 'infinity');
end;
$$;

comment on function crm_private.reporting_period(date, date) is
  'The active organization and the instants between which the days from_on to to_on (both included, null for open) lie in its time '
  'zone: starts_at <= t < ends_at. Example: select * from crm_private.reporting_period(date ''2026-01-01'', date ''2026-03-31'');';

create or replace function crm_private.require_choice(name text, value text, choices text[])
returns text
language plpgsql
immutable
parallel safe
set search_path = ''
as $$
begin
  if not value = any (choices) then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('%s does not know %L', name, pg_catalog.left(value, 50)),
      hint = pg_catalog.format('Use one of: %s.', pg_catalog.array_to_string(choices, ', '));
  end if;
  return value;
end;
$$;

comment on function crm_private.require_choice(text, text, text[]) is
  'The value itself (null passes), or 22023 with the list of choices. Example: select crm_private.require_choice(''by'', ''owner'', array[''owner'']);';

grant execute on function
  crm_private.bypasses_row_security(),
  crm_private.reporting_organization(),
  crm_private.reporting_period(date, date),
  crm_private.require_choice(text, text, text[])
  to authenticated, service_role;
