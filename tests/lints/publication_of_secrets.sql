-- A publication sends no column with secrets or numbers of persons, and nothing of crm_private.
select p.pubname || ': ' || p.schemaname || '.' || p.tablename as object, 'publishes what must stay inside' as problem
from pg_publication_tables p
where p.schemaname in ('crm_private', 'auth')
   or exists (select from unnest(p.attnames) as column_name where column_name ~ '(ssn|iban|token|secret|password|custom)$')
