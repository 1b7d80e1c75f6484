create or replace function crm_private.normalize_lead()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  new.normalized_email := crm_ext.normalize_email(pg_catalog.normalize(new.email));
  new.normalized_phone := crm_ext.normalize_phone(
    new.phone,
    case
      when new.country ~ '^[A-Za-z]{2}$' then pg_catalog.upper(new.country)
      when new.phone is not null then (select o.country::text from crm.organizations o where o.id = new.org_id)
    end
  );
  return new;
end;
$$;
comment on function crm_private.normalize_lead() is
  'Trigger: keeps normalized_email and normalized_phone; a phone number without country is read as of the lead''s, else the organization''s. '
  'Example: insert into crm.leads (email) values (''Ada@Example.com'').';
