-- No policy lets everybody pass.
select p.schemaname || '.' || p.tablename || ': ' || p.policyname as object, 'is always true' as problem
from pg_policies p
where p.schemaname in ('crm', 'analytics')
  and (btrim(p.qual, '() ') ~* '^(true|1\s*=\s*1)$' or btrim(p.with_check, '() ') ~* '^(true|1\s*=\s*1)$')
  and p.permissive = 'PERMISSIVE'
  and (p.cmd <> 'SELECT' or p.tablename not in ('currencies')) -- the world's currencies are no secret
