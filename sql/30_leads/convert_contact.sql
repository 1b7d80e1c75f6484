-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.find_given_contact(org uuid, given_id uuid)
returns crm.contacts
language plpgsql
set search_path = ''
as $$
declare
  contact crm.contacts;
begin
  select c.* into contact from crm.contacts c where c.org_id = org and c.id = given_id for no key update;
  perform crm_private.require_record('contact', given_id, contact, 'update');
  return contact;
end;
$$;

comment on function crm_private.find_given_contact(uuid, uuid) is
  'Locks the contact that a conversion attaches to; refuses one the caller cannot see (PT404) or may not update (42501). '
  'Example: contact := crm_private.find_given_contact(org, contact_id);';

create or replace function crm_private.add_missing_contact_points(lead crm.leads, contact_id uuid)
returns void
language sql
set search_path = ''
as $$
  insert into crm.contact_points (org_id, contact_id, kind, value, normalized_value, is_primary)
  select
    lead.org_id, add_missing_contact_points.contact_id, point.kind, point.value, point.normalized_value,
    not exists (
      select from crm.contact_points p
      where p.org_id = lead.org_id
        and p.contact_id = add_missing_contact_points.contact_id
        and p.kind = point.kind
        and p.is_primary
    )
  from (
    values
      ('email', lead.email, lead.normalized_email),
      ('phone', lead.phone, coalesce(lead.normalized_phone, lead.phone))
  ) as point (kind, value, normalized_value)
  where point.normalized_value is not null
  on conflict (org_id, contact_id, kind, normalized_value) do nothing;
$$;

comment on function crm_private.add_missing_contact_points(crm.leads, uuid) is
  'Adds the lead''s e-mail and phone to a contact that lacks them; what the contact has stays as it is. '
  'Example: perform crm_private.add_missing_contact_points(lead, contact_id);';

create or replace function crm_private.create_contact_from(lead crm.leads, account_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  made crm.contacts;
begin
  insert into crm.contacts as c (
    org_id, owner_id, team_id, first_name, last_name, job_title, account_id, email, phone, description, custom
  )
  values (
    lead.org_id, lead.owner_id, lead.team_id, lead.first_name, lead.last_name,
    lead.job_title, create_contact_from.account_id, lead.email, lead.phone, lead.description, lead.custom
  )
  returning c.* into made;
  perform crm_private.require_outcome('create', 'contact', made);
  return made.id;
end;
$$;

comment on function crm_private.create_contact_from(crm.leads, uuid) is
  'Makes the person of a lead a contact of the account, owned by the lead''s owner, custom fields included. '
  'Example: select crm_private.create_contact_from(l, null) from crm.leads l;';

create or replace function crm_private.convert_to_contact(
  lead crm.leads,
  account_id uuid,
  inout contact_id uuid,
  out is_created boolean
)
language plpgsql
set search_path = ''
as $$
declare
  contact crm.contacts;
begin
  is_created := contact_id is null;
  if is_created then
    contact_id := crm_private.create_contact_from(lead, account_id);
  else
    contact := crm_private.find_given_contact(lead.org_id, contact_id);
    if contact.account_id is null and account_id is not null then
      update crm.contacts as c
      set account_id = convert_to_contact.account_id
      where c.org_id = lead.org_id and c.id = contact.id;
    elsif contact.account_id <> account_id then
      insert into crm.account_contacts (org_id, account_id, contact_id, is_primary)
      select lead.org_id, convert_to_contact.account_id, contact.id, false
      where not exists (
        select from crm.account_contacts ac
        where ac.org_id = lead.org_id and ac.account_id = convert_to_contact.account_id and ac.contact_id = contact.id
      );
    end if;
  end if;
  perform crm_private.add_missing_contact_points(lead, contact_id);
end;
$$;

comment on function crm_private.convert_to_contact(crm.leads, uuid, uuid) is
  'The contact of a conversion: the given one, related to the account if it is not yet, or a new one. '
  'Example: select * from crm_private.convert_to_contact(lead, account_id, null);';
