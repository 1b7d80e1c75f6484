-- Everything that makes up our schemas, one line an object, ordered: two databases with the same lines are the same.
-- Monthly partitions are left out: which there are depends on the day a database was made.
with ours as (
  select oid, nspname from pg_namespace where nspname in ('crm', 'analytics', 'crm_private', 'crm_ext', 'auth')
),
relations as (
  select c.oid, c.relkind, c.relname, c.oid::regclass::text as name, c.relrowsecurity, c.relforcerowsecurity,
         c.reloptions, c.relowner, c.relpersistence, o.nspname,
         (select string_agg(item::text, ',' order by item::text) from unnest(c.relacl) item) as rights
  from pg_class c join ours o on o.oid = c.relnamespace
  where c.relkind in ('r', 'p', 'v', 'm', 'S', 'f') and not c.relispartition
),
-- attribute numbers differ when a column was added later, names do not
columns as (
  select r.name || '.' || a.attname as name,
         concat_ws(' ', format_type(a.atttypid, a.atttypmod), case when a.attnotnull then 'not null' end,
                   a.attidentity::text, a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), a.attstorage::text,
                   'acl ' || a.attacl::text) as definition
  from relations r
  join pg_attribute a on a.attrelid = r.oid and a.attnum > 0 and not a.attisdropped
  left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
  where r.relkind <> 'S'
),
catalogue (kind, name, definition) as (
  select 'schema', n.nspname, n.nspacl::text from pg_namespace n join ours using (oid)
  union all
  select 'relation', name, concat_ws(' ', relkind::text, relpersistence::text, 'rls', relrowsecurity, relforcerowsecurity,
         array_to_string(reloptions, ','), relowner::regrole, rights)
  from relations
  union all
  select 'column', name, definition from columns
  union all
  select 'constraint', c.conrelid::regclass || '.' || c.conname, concat_ws(' ', pg_get_constraintdef(c.oid), c.convalidated)
  from pg_constraint c join relations r on r.oid = c.conrelid where c.conparentid = 0
  union all
  select 'index', i.indexrelid::regclass::text, concat_ws(' ', pg_get_indexdef(i.indexrelid), i.indisvalid)
  from pg_index i join relations r on r.oid = i.indrelid
  union all
  select 'view', name, pg_get_viewdef(oid) from relations where relkind in ('v', 'm')
  union all
  select 'function', p.oid::regprocedure::text,
         concat_ws(' ', case when p.prokind = 'a' then 'aggregate' else pg_get_functiondef(p.oid) end, p.proowner::regrole,
                   (select string_agg(item::text, ',' order by item::text) from unnest(p.proacl) item))
  from pg_proc p join ours o on o.oid = p.pronamespace
  union all
  select 'policy', p.schemaname || '.' || p.tablename || '.' || p.policyname,
         concat_ws(' | ', p.permissive, array_to_string(p.roles, ','), p.cmd, p.qual, p.with_check)
  from pg_policies p join relations r on r.nspname = p.schemaname and r.relname = p.tablename
  union all
  select 'trigger', t.tgrelid::regclass || '.' || t.tgname, concat_ws(' ', pg_get_triggerdef(t.oid), t.tgenabled::text)
  from pg_trigger t join relations r on r.oid = t.tgrelid where not t.tgisinternal
  union all
  select 'type', t.oid::regtype::text, coalesce(
    (select string_agg(e.enumlabel, ',' order by e.enumsortorder) from pg_enum e where e.enumtypid = t.oid),
    (select string_agg(pg_get_constraintdef(c.oid), ',' order by c.conname) from pg_constraint c where c.contypid = t.oid), '')
  from pg_type t join ours o on o.oid = t.typnamespace where t.typtype in ('e', 'd')
  union all
  select 'comment', pg_describe_object(d.classoid, d.objoid, d.objsubid), d.description
  from pg_description d
  where d.classoid in ('pg_class'::regclass, 'pg_proc'::regclass, 'pg_policy'::regclass, 'pg_constraint'::regclass, 'pg_namespace'::regclass, 'pg_type'::regclass)
    and (d.classoid <> 'pg_class'::regclass or exists (select from relations r where r.oid = d.objoid))
    and (d.classoid <> 'pg_proc'::regclass or exists (select from pg_proc p join ours o on o.oid = p.pronamespace where p.oid = d.objoid))
    and (d.classoid <> 'pg_type'::regclass or exists (select from pg_type t join ours o on o.oid = t.typnamespace where t.oid = d.objoid))
    and (d.classoid <> 'pg_namespace'::regclass or exists (select from ours o where o.oid = d.objoid))
    and (d.classoid <> 'pg_constraint'::regclass or exists (select from pg_constraint c join relations r on r.oid = c.conrelid where c.oid = d.objoid))
    and (d.classoid <> 'pg_policy'::regclass or exists (select from pg_policy p join relations r on r.oid = p.polrelid where p.oid = d.objoid))
  union all
  select 'default right', coalesce(n.nspname, '') || ' ' || d.defaclrole::regrole || ' ' || d.defaclobjtype::text, d.defaclacl::text
  from pg_default_acl d left join ours n on n.oid = d.defaclnamespace
  union all
  select 'event trigger', e.evtname, concat_ws(' ', e.evtevent, e.evtfoid::regprocedure, e.evtenabled::text) from pg_event_trigger e
  union all
  select 'publication', p.pubname, concat_ws(' ', p.puballtables, p.pubviaroot) from pg_publication p
  union all
  select 'published', p.pubname || ' ' || p.schemaname || '.' || p.tablename, array_to_string(p.attnames, ',') from pg_publication_tables p
  union all
  select 'member', pg_describe_object(d.classid, d.objid, 0), e.extname
  from pg_depend d join pg_extension e on e.oid = d.refobjid
  where d.refclassid = 'pg_extension'::regclass and d.deptype = 'e' and e.extname = 'pg_crm_ext'
  union all
  select 'extension', e.extname, concat_ws(' ', e.extversion, e.extnamespace::regnamespace) from pg_extension e
)
select kind, name, coalesce(definition, '') as definition
from catalogue
order by kind collate "C", name collate "C", definition collate "C"
