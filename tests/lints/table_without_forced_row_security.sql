-- Row security is forced, so that the owner's definer functions and views obey it too.
select c.oid::regclass::text as object, 'row security is not forced' as problem
from pg_class c
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and c.relkind in ('r', 'p')
  and c.relrowsecurity
  and not c.relforcerowsecurity
