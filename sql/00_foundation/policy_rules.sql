-- requires: 00_foundation/protected_tables.sql
-- The parts that the conditions of policies are made of, as SQL text. The record of a condition is the policy's own row
-- (named like its table), or a row above it called p.

create or replace function crm_private.organization_rule(organization_column text default 'org_id')
returns text
language sql
immutable
set search_path = ''
as $$
  select organization_column || ' = crm_ext.current_org()'
$$;
comment on function crm_private.organization_rule(text) is
  'The condition that a row belongs to the active organization. Without a subquery around it, the planner sees which organization it is. Example: select crm_private.organization_rule().';

create or replace function crm_private.record_rule(action text, resource text, qualifier text, record text)
returns text
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.format(
    'crm_ext.%s%L, %4$sorg_id, %4$sowner_id, %4$steam_id, %4$sid, %3$s)',
    case action when 'read' then 'row_visible(' else pg_catalog.format('row_allowed(%L, ', action) end,
    resource, record, qualifier)
$$;
comment on function crm_private.record_rule(text, text, text, text) is
  'The condition that the caller may do action with a record that has an owner; qualifier stands before its columns, record is the whole '
  'row. Example: select crm_private.record_rule(''update'', ''deal'', ''p.'', ''p'').';

create or replace function crm_private.configuration_rule(action text, resource text, organization_column text default 'org_id')
returns text
language sql
immutable
set search_path = ''
as $$
  select case action
    when 'read' then pg_catalog.format('crm_ext.row_visible(%L, %s, null::uuid, null::uuid)', resource, organization_column)
    else pg_catalog.format('crm_ext.row_allowed(%L, %L, %s, null::uuid, null::uuid)', action, resource, organization_column)
  end
$$;
comment on function crm_private.configuration_rule(text, text, text) is
  'The condition that the caller may do action with what belongs to the whole organization. '
  'Example: select crm_private.configuration_rule(''update'', ''pipeline'').';

create or replace function crm_private.permission_rule(action text, resource text)
returns text
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.format('(select crm_ext.has_permission(%L, %L))', resource, action)
$$;
comment on function crm_private.permission_rule(text, text) is
  'The condition that the caller may do action with some rows of the resource, asked once a statement. '
  'Example: select crm_private.permission_rule(''read'', ''note'').';

create or replace function crm_private.unconditional_rule(action text, resource text)
returns text
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.format(
    '%s and not (select crm_private.caller_is_narrowed(%L, %L))', crm_private.permission_rule(action, resource), action, resource)
$$;
comment on function crm_private.unconditional_rule(text, text) is
  'The condition that the caller''s role may do action with some rows of the resource, whatever they hold; asked once a statement. '
  'Example: select crm_private.unconditional_rule(''read'', ''note'').';

create or replace function crm_private.parent_rule(table_name text, parent text, parent_column name, parent_resource text, action text)
returns text
language sql
immutable
set search_path = ''
as $$
  select case action
    when 'read' then pg_catalog.format('((select crm_ext.sees_all(%L)) or %s)', parent_resource, rule.lookup || ')')
    else rule.lookup || ' and ' || crm_private.record_rule(action, parent_resource, 'p.', 'p') || ')'
  end
  from (
    select pg_catalog.format(
      'exists (select 1 from %1$s p where p.org_id = %2$s.org_id and p.id = %2$s.%3$I',
      parent, pg_catalog.split_part(table_name, '.', 2), parent_column) as lookup
  ) as rule
$$;
comment on function crm_private.parent_rule(text, text, name, text, text) is
  'The condition that the record a row refers to is visible to the caller and, unless action is read, that he may do action with it. '
  'Example: select crm_private.parent_rule(''crm.contact_points'', ''crm.contacts'', ''contact_id'', ''contact'', ''update'').';

create or replace function crm_private.record_of_rule(table_name text, action text)
returns text
language sql
stable
set search_path = ''
as $$
  select '(' || pg_catalog.string_agg(
    pg_catalog.format(
      '(%I is not null and %s)', r.resource || '_id',
      crm_private.parent_rule(record_of_rule.table_name, r.table_name, r.resource || '_id', r.resource, action)),
    ' or ' order by r.resource) || ')'
  from crm_private.protected_tables() r
  where r.shape = 'owned'
$$;
comment on function crm_private.record_of_rule(text, text) is
  'The condition that the caller may do action with the one account, contact, deal or lead that a row refers to. '
  'Example: select crm_private.record_of_rule(''crm.notes'', ''read'').';
