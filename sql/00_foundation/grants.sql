-- requires: migrations
-- What the platform's roles may reach at all. Tables and functions are granted domain by domain.

revoke all on schema crm, analytics, crm_private, crm_ext from public;
grant usage on schema crm to anon, authenticated, service_role;
grant usage on schema analytics, crm_ext to authenticated, service_role;
-- Functions that run with their caller's rights share parts that live here; no table here is granted with it.
grant usage on schema crm_private to authenticated, service_role;

-- Tables only: views say for themselves who reads them.
do $$
declare
  target regclass;
begin
  for target in
    select c.oid from pg_catalog.pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p')
  loop
    execute format('revoke all on %s from public, anon', target);
    execute format('grant all on %s to service_role', target);
  end loop;
end
$$;

-- Members read the currencies and the recycle bin; what they see of the latter the policy decides.
grant select on crm.currencies, crm.deleted_records to authenticated;
