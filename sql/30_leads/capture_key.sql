-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.lead_origin(capture_key uuid, source text)
returns crm.lead_sources
language plpgsql
stable
set search_path = ''
as $$
declare
  origin crm.lead_sources;
  org uuid;
begin
  if capture_key is not null then
    select s.* into origin from crm.lead_sources s where s.capture_key = lead_origin.capture_key;
    if origin.id is null then
      raise exception using
        errcode = 'PT404',
        message = 'the capture key is not known',
        hint = 'Copy the capture key of a lead source of your organization into the form.';
    end if;
    return origin;
  end if;
  org := crm_ext.current_org();
  if org is null then
    raise exception using
      errcode = '42501',
      message = 'a capture key is needed to send a lead without signing in',
      hint = 'Pass capture_key, the key of a lead source of the organization.';
  end if;
  origin.org_id := org;
  if source is not null then
    select s.* into origin from crm.lead_sources s where s.org_id = org and s.key = source;
    if origin.id is null then
      raise exception using
        errcode = '22023',
        message = pg_catalog.format('lead source %L does not exist', source),
        hint = pg_catalog.format('Use one of: %s.', coalesce(
          (select pg_catalog.string_agg(s.key, ', ' order by s.key) from crm.lead_sources s where s.org_id = org), 'none is set up'));
    end if;
  end if;
  return origin;
end;
$$;

comment on function crm_private.lead_origin(uuid, text) is
  'The organization and lead source a captured lead belongs to: by capture key, or the active organization of a member and the key '
  'of a source. Unknown keys are PT404, callers with neither are 42501. Example: select (crm_private.lead_origin(null, ''web'')).name;';

create or replace function crm_private.captured_lead_owner(org uuid, source_owner uuid)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  owner uuid;
begin
  select m.user_id into owner
  from crm.memberships m
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  join crm.organizations o on o.id = m.org_id
  where m.org_id = org
    and m.status = 'active'
    and (m.user_id in (source_owner, o.default_owner_id) or r.key = 'admin')
  order by m.user_id = source_owner desc nulls last, m.user_id = o.default_owner_id desc nulls last, m.created_at, m.user_id
  limit 1;
  if owner is null then
    raise exception using
      errcode = 'PT409',
      message = 'the organization takes no leads at the moment',
      detail = 'Nobody is there to own a captured lead.',
      hint = 'Give the lead source a default owner who is an active member.';
  end if;
  return owner;
end;
$$;

comment on function crm_private.captured_lead_owner(uuid, uuid) is
  'Who owns a lead that nobody signed in entered: the default owner of the source, else of the organization, else its oldest active '
  'administrator. Example: select crm_private.captured_lead_owner(o.id, null) from crm.organizations o;';
