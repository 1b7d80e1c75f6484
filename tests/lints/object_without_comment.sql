-- Every table, view and function of an exposed schema says what it is.
select c.oid::regclass::text as object, 'no comment' as problem
from pg_class c
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and c.relkind in ('r', 'p', 'v', 'm')
  and not c.relispartition
  and obj_description(c.oid, 'pg_class') is null
union all
select p.oid::regprocedure::text, 'no comment'
from pg_proc p
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_ext'::regnamespace, 'crm_private'::regnamespace)
  and obj_description(p.oid, 'pg_proc') is null
