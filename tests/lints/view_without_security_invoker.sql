-- A view runs with the rights of its caller, or it shows what its owner may see.
select c.oid::regclass::text as object, 'view without security_invoker' as problem
from pg_class c
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and c.relkind = 'v'
  and not coalesce(lower((
    select option_value from pg_options_to_table(c.reloptions) where option_name = 'security_invoker'
  )) in ('true', 'on', 'yes', '1'), false)
