-- Every table of an exposed schema has row security, partitioned parents and partitions included.
select c.oid::regclass::text as object, 'row security is off' as problem
from pg_class c
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and c.relkind in ('r', 'p')
  and not c.relrowsecurity
