-- Claims are asked once a statement: the call stands in a subquery, `(select auth.uid())`. The organization is an index key, asked once as well.
-- pg_get_expr writes such a subquery as "( SELECT auth.uid() AS uid)"; calls that remain without it run for every row.
with written as (
  select p.schemaname || '.' || p.tablename || ': ' || p.policyname as object,
         regexp_replace(concat_ws(' ', p.qual, p.with_check),
                        '\(\s*SELECT\s+[a-z_]+\.[a-z_]+\([^()]*\)\s+AS\s+[a-z_]+\)', '', 'gi') as expression
  from pg_policies p
  where p.schemaname in ('crm', 'analytics')
)
select object, 'calls ' || (regexp_match(expression, '(auth\.(?:uid|jwt|role|email)|current_setting|crm_ext\.(?:current_user_id|current_role_key|sees_all|has_permission|permission_scope|owner_(?:lo|hi)))\('))[1]
         || ' for each row' as problem
from written
where expression ~ '(auth\.(uid|jwt|role|email)|current_setting|crm_ext\.(current_user_id|current_role_key|sees_all|has_permission|permission_scope|owner_(lo|hi)))\('
