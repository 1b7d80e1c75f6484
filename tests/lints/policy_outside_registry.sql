-- A policy stands as the registry says, under its name, for its command and roles, and no other policy stands beside it.
with standing as (
  select p.polrelid, p.polname, obj_description(p.oid, 'pg_policy') as description,
         array(select rolname::text from pg_roles where oid = any (p.polroles) order by rolname) as roles,
         case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update' when 'd' then 'delete' else 'all' end as command,
         coalesce(pg_get_expr(p.polqual, p.polrelid), pg_get_expr(p.polwithcheck, p.polrelid)) as condition,
         pg_get_expr(p.polqual, p.polrelid) as qual, pg_get_expr(p.polwithcheck, p.polrelid) as with_check
  from pg_policy p
  join pg_class c on c.oid = p.polrelid
  where c.relnamespace in ('crm'::regnamespace, 'crm_private'::regnamespace, 'analytics'::regnamespace)
),
expected as (
  select to_regclass(r.table_name) as target, r.command, crm_private.policy_description(r.command, r.rule) as description, t.shape
  from crm_private.table_rules() r
  join crm_private.protected_tables() t using (table_name)
  where r.rule is not null and to_regclass(r.table_name) is not null
)
select s.polrelid::regclass || ': ' || s.polname as object, 'does not follow from the registry' as problem
from standing s
left join expected e on e.target = s.polrelid and e.description = s.description and e.command = s.command
where e.target is null
  or s.polname <> (select c.relname from pg_class c where c.oid = s.polrelid) || '_' || s.command || '_allowed'
  or s.roles <> array(select btrim(role) from unnest(string_to_array(crm_private.policy_roles(), ',')) role order by 1)
  or s.command = 'update' and s.qual is distinct from s.with_check
  or e.shape <> 'own rule' and s.condition !~ '^\(\(?org_id = crm_ext\.current_org\(\)\)'
union all
select e.target::text, 'has no policy for ' || e.command
from expected e
where not exists (select from standing s where s.polrelid = e.target and s.command = e.command)
union all
select t.table_name, 'members hold the right to ' || v.verb || ', but no rule says for which rows'
from crm_private.protected_tables() t
cross join (values ('select'), ('insert'), ('update'), ('delete')) as v (verb)
where t.shape not in ('internal') and to_regclass(t.table_name) is not null
  and case v.verb
    when 'delete' then has_table_privilege('authenticated', to_regclass(t.table_name), 'delete')
    else has_any_column_privilege('authenticated', to_regclass(t.table_name), v.verb) end
  and not exists (select from expected e where e.target = to_regclass(t.table_name) and e.command = v.verb)
