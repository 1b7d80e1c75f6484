create or replace function crm_private.normalize_account()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.domain := coalesce(
    crm_ext.normalize_domain(new.domain), pg_catalog.lower(new.domain), crm_ext.normalize_domain(new.website));
  return new;
end;
$$;
comment on function crm_private.normalize_account() is
  'Trigger: domain is a host name in lower case; without one it is taken from the website. '
  'Example: insert into crm.accounts (name, website) values (''Acme'', ''https://www.acme.example/shop'').';
