-- Secrets and numbers of persons are not kept as plain text. Hashes and keys that are public by design are listed here.
select c.oid::regclass || '.' || a.attname as object, 'looks like a secret and is of type ' || a.atttypid::regtype as problem
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace)
  and c.relkind in ('r', 'p')
  and a.attname ~ '(ssn|iban|token|secret|password)$'
