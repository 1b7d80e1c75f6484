-- The primary e-mail address and phone number stand in the contact and among its contact points alike. Whichever
-- is written, the other follows; a writer that brings both (restore, import) sets crm.rows_are_complete.

create or replace function crm_private.prepare_contact_point()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.normalized_value := coalesce(
    case
      when new.kind = 'email' then crm_ext.normalize_email(pg_catalog.normalize(new.value))
      when new.kind in ('phone', 'mobile') then crm_ext.normalize_phone(
        new.value, (select o.country::text from crm.organizations o where o.id = new.org_id))
    end,
    pg_catalog.lower(pg_catalog.btrim(new.value))
  );
  if new.is_primary then
    -- The contact follows the new primary point, not the moment without one.
    perform pg_catalog.set_config('crm.demotes_contact_point', 'on', true);
    update crm.contact_points p
    set is_primary = false
    where p.org_id = new.org_id and p.contact_id = new.contact_id and p.kind = new.kind and p.is_primary
      and p.id <> new.id and p.normalized_value <> new.normalized_value;
    perform pg_catalog.set_config('crm.demotes_contact_point', '', true);
  end if;
  return new;
end;
$$;
comment on function crm_private.prepare_contact_point() is
  'Trigger: fills normalized_value and takes the primary mark from the point that had it. '
  'Example: update crm.contact_points set is_primary = true where id = ...';

create or replace function crm_private.copy_points_to_contacts(org uuid, contacts uuid[])
returns void
language sql
security definer
set search_path = ''
as $$
  update crm.contacts c
  set email = primary_point.email, phone = primary_point.phone
  from (
    select given.id,
      (select p.value from crm.contact_points p
       where p.org_id = org and p.contact_id = given.id and p.kind = 'email' and p.is_primary) as email,
      (select p.value from crm.contact_points p
       where p.org_id = org and p.contact_id = given.id and p.kind = 'phone' and p.is_primary) as phone
    from pg_catalog.unnest(contacts) as given (id)
  ) as primary_point
  where c.org_id = org and c.id = primary_point.id
    and (c.email, c.phone) is distinct from (primary_point.email, primary_point.phone)
$$;
comment on function crm_private.copy_points_to_contacts(uuid, uuid[]) is
  'Writes the primary points of contacts into their columns email and phone where they differ. '
  'Example: select crm_private.copy_points_to_contacts(org_id, array[contact_id]) from crm.contact_points.';

create or replace function crm_private.follow_contact_points()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.copy_points_to_contacts(changed.org_id, pg_catalog.array_agg(distinct changed.contact_id))
  from changed_points changed
  group by changed.org_id;
  return null;
end;
$$;
comment on function crm_private.follow_contact_points() is
  'Trigger: contacts follow their primary points. Example: delete from crm.contact_points where id = ...';

create or replace function crm_private.make_contact_points()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  insert into crm.contact_points (org_id, contact_id, kind, value, is_primary, created_by, updated_by)
  select c.org_id, c.id, given.kind, given.value, true, c.created_by, c.updated_by
  from new_contacts c
  cross join lateral (values ('email', c.email), ('phone', c.phone)) as given (kind, value)
  where given.value is not null;
  return null;
end;
$$;
comment on function crm_private.make_contact_points() is
  'Trigger: new contacts get primary points for their e-mail address and phone number. '
  'Example: insert into crm.contacts (last_name, email) values (''Ada'', ''ada@example.com'').';

create or replace function crm_private.set_primary_point(contact crm.contacts, point_kind text, point_value text)
returns void
language sql
security definer
set search_path = ''
as $$
  update crm.contact_points p
  set is_primary = false
  where point_value is null and p.org_id = contact.org_id and p.contact_id = contact.id and p.kind = point_kind and p.is_primary;
  insert into crm.contact_points as p (org_id, contact_id, kind, value, is_primary)
  select contact.org_id, contact.id, point_kind, point_value, true
  where point_value is not null
  on conflict (org_id, contact_id, kind, normalized_value) do update
  set value = excluded.value, is_primary = true
  where (p.value, p.is_primary) is distinct from (excluded.value, true)
$$;
comment on function crm_private.set_primary_point(crm.contacts, text, text) is
  'Makes a value the primary point of its kind; null leaves the contact without one. '
  'Example: select crm_private.set_primary_point(c, ''email'', ''ada@example.com'') from crm.contacts c.';

create or replace function crm_private.follow_contact()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.email is distinct from old.email then
    perform crm_private.set_primary_point(new, 'email', new.email);
  end if;
  if new.phone is distinct from old.phone then
    perform crm_private.set_primary_point(new, 'phone', new.phone);
  end if;
  return null;
end;
$$;
comment on function crm_private.follow_contact() is
  'Trigger: the primary points follow a contact''s changed e-mail address or phone number. '
  'Example: update crm.contacts set email = ''ada@example.org'' where id = ...';
