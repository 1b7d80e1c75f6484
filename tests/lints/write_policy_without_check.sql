-- A policy that lets rows be written says which rows may come out of it.
select p.schemaname || '.' || p.tablename || ': ' || p.policyname as object, 'no with check' as problem
from pg_policies p
where p.schemaname in ('crm', 'analytics')
  and p.cmd in ('INSERT', 'UPDATE', 'ALL')
  and p.with_check is null
