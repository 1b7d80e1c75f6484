create or replace function crm_private.field_table(resource text)
returns regclass
language sql
stable
set search_path = ''
as $$
  select pg_catalog.to_regclass(c.table_name)
  from crm_private.field_columns c
  where c.resource = field_table.resource and c.field = '*' and c.resource <> '*'
$$;
comment on function crm_private.field_table(text) is
  'The table whose fields can be restricted under this name of a resource; null for others. '
  'Example: select crm_private.field_table(''deal''); -- crm.deals';

create or replace function crm_private.unrestrictable_reason(target regclass, field text)
returns text
language sql
stable
set search_path = ''
as $$
  select case
    when a.attname is null then 'it does not exist'
    when field in ('org_id', 'id', 'owner_id', 'team_id', 'row_version') then 'rights and references depend on it'
    when exists (
      select from pg_catalog.pg_index i
      where i.indrelid = target and (i.indisunique or i.indisexclusion) and a.attnum = any (i.indkey)
    ) then 'a unique key would tell its values'
  end
  from (select) one
  left join pg_catalog.pg_attribute a
    on a.attrelid = target and a.attname = unrestrictable_reason.field and a.attnum > 0 and not a.attisdropped
$$;
comment on function crm_private.unrestrictable_reason(regclass, text) is
  'Why a column cannot be restricted, null when it can. Example: select crm_private.unrestrictable_reason(''crm.deals'', ''id'').';

create or replace function crm_private.check_field_permission()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  target constant regclass := crm_private.field_table(new.resource);
  reason constant text := crm_private.unrestrictable_reason(target, new.field);
begin
  if target is null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('fields of %s cannot be restricted', pg_catalog.left(new.resource, 63)),
      detail = (
        select pg_catalog.format('Resources are %s.', pg_catalog.string_agg(c.resource, ', ' order by c.resource))
        from crm_private.field_columns c where c.field = '*' and c.resource <> '*'),
      hint = 'Use one of the resources in the detail.';
  end if;
  if reason is not null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('the field %s of %s cannot be restricted', pg_catalog.left(new.field, 63), new.resource),
      detail = pg_catalog.format('The reason: %s.', reason),
      hint = 'Restrict another column, or keep what is secret in a side table.';
  end if;
  return new;
end;
$$;
comment on function crm_private.check_field_permission() is
  'Trigger: refuses (22023) to restrict what is no field, or what keys and rights depend on. '
  'Example: insert into crm.field_permissions (role_id, resource, field) values (..., ''deal'', ''amount'').';

create or replace function crm_private.refuse_derived_fields()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  derived record;
begin
  select base.field as hidden, shown.attname as visible, base.resource into derived
  from crm.field_permissions base
  join pg_catalog.pg_attribute a
    on a.attrelid = crm_private.field_table(base.resource) and a.attname = base.field
  join pg_catalog.pg_depend d
    on d.classid = 'pg_catalog.pg_attrdef'::regclass and d.refclassid = 'pg_catalog.pg_class'::regclass
    and d.refobjid = a.attrelid and d.refobjsubid = a.attnum
  join pg_catalog.pg_attrdef made on made.oid = d.objid and made.adrelid = a.attrelid
  join pg_catalog.pg_attribute shown
    on shown.attrelid = a.attrelid and shown.attnum = made.adnum and shown.attgenerated <> ''
  where base.org_id = coalesce(new.org_id, old.org_id) and base.role_id = coalesce(new.role_id, old.role_id)
    and not base.can_read
    and not exists (
      select from crm.field_permissions other
      where other.org_id = base.org_id and other.role_id = base.role_id and other.resource = base.resource
        and other.field = shown.attname and not other.can_read)
  limit 1;
  if derived.hidden is not null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('%s cannot be hidden while %s is seen', derived.hidden, derived.visible),
      detail = pg_catalog.format('The field %s of %s is made of it.', derived.visible, derived.resource),
      hint = pg_catalog.format('Hide %s first, and show it last.', derived.visible);
  end if;
  return null;
end;
$$;
comment on function crm_private.refuse_derived_fields() is
  'Trigger: a field that a generated column is made of is hidden only together with that column (22023). '
  'Example: delete from crm.field_permissions where field = ''full_name''.';
