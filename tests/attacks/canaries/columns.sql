-- Every column of every table that holds a tenant's data, with what the planting needs to know of it.
with tenant_tables as (
  select c.oid, n.nspname as schema, c.relname as name,
         case when c.relname = 'organizations' then 'id'
              when exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'org_id') then 'org_id'
              when n.nspname in ('crm', 'auth') and c.relname = 'users' then 'users' end as tenant_by
  from pg_class c join pg_namespace n on n.oid = c.relnamespace
  where n.nspname in ('crm', 'crm_private', 'analytics', 'auth') and c.relkind in ('r', 'p') and not c.relispartition
)
select
  t.schema, t.name as "table", t.tenant_by as "tenantBy", a.attname as "column",
  coalesce(nullif(b.typname, ''), y.typname) as type,
  a.attnotnull as "required", a.atthasdef and a.attgenerated = '' as "hasDefault", a.attgenerated <> '' as "isGenerated",
  (select row_to_json(f) from (
    select fn.nspname as schema, fc.relname as "table",
           (select fa.attname from pg_attribute fa where fa.attrelid = k.confrelid
            and fa.attnum = k.confkey[array_position(k.conkey, a.attnum)]) as "column"
    from pg_constraint k join pg_class fc on fc.oid = k.confrelid join pg_namespace fn on fn.oid = fc.relnamespace
    where k.contype = 'f' and k.conrelid = t.oid and a.attnum = any (k.conkey) and a.attname <> 'org_id'
    order by cardinality(k.conkey), k.conname limit 1) f) as "refersTo",
  exists (select from pg_index i where i.indrelid = t.oid and i.indisprimary and a.attnum = any (i.indkey)) as "isKey",
  (select string_agg(pg_get_constraintdef(k.oid), ' and ') from pg_constraint k
   where k.contype = 'c' and k.conrelid = t.oid and a.attnum = any (k.conkey)) as checks
from tenant_tables t
join pg_attribute a on a.attrelid = t.oid and a.attnum > 0 and not a.attisdropped
join pg_type y on y.oid = a.atttypid
left join pg_type b on b.oid = y.typbasetype
where t.tenant_by is not null
order by t.schema, t.name, a.attnum
