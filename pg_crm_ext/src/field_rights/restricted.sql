-- What any role of any organization may not read: lines of "table attribute resource field", and the tables whose change
-- makes this list stale. Operators are qualified because the search path is the caller's.
select
  (
    select pg_catalog.string_agg(
      pg_catalog.concat_ws(' ', a.attrelid, a.attnum, p.resource, p.field), e'\n')
    from (
      select distinct f.resource::pg_catalog.text as resource, f.field::pg_catalog.text as field
      from crm.field_permissions f
      where not f.can_read
    ) p
    join crm_private.field_columns c
      on c.resource::pg_catalog.text operator(pg_catalog.=) any (array[p.resource, '*'])
      and c.field::pg_catalog.text operator(pg_catalog.=) any (array[p.field, '*'])
    join pg_catalog.pg_attribute a
      on a.attrelid operator(pg_catalog.=) pg_catalog.to_regclass(c.table_name)::pg_catalog.oid
      and a.attname::pg_catalog.text operator(pg_catalog.=) case
        when c.column_name operator(pg_catalog.=) '*' then p.field
        else c.column_name
      end
      and not a.attisdropped
  ),
  (
    select pg_catalog.string_agg(distinct pg_catalog.to_regclass(c.table_name)::pg_catalog.oid::pg_catalog.text, e'\n')
    from crm_private.field_columns c
  )
