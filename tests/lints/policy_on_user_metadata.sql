-- What users write about themselves decides nothing.
select p.schemaname || '.' || p.tablename || ': ' || p.policyname as object, 'asks user_metadata' as problem
from pg_policies p
where concat_ws(' ', p.qual, p.with_check) ~ 'user_meta_?data'
