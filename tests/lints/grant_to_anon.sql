-- Callers without a token may call what is listed here, and nothing else.
select p.oid::regprocedure::text as object, 'anon may execute it' as problem
from pg_proc p
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace)
  and has_function_privilege('anon', p.oid, 'execute')
  and p.proname not in ('capture_lead')
union all
select c.oid::regclass::text, 'anon holds a right on it'
from pg_class c
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace)
  and c.relkind in ('r', 'p', 'v', 'm', 'f')
  and (has_any_column_privilege('anon', c.oid, 'select, insert, update, references')
       or has_table_privilege('anon', c.oid, 'delete, truncate, trigger'))
