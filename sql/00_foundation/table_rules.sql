-- requires: 00_foundation/policy_rules.sql
-- requires: 00_foundation/own_rules.sql

create or replace function crm_private.child_rule(table_name text, parents text[], parent_columns name[], action text)
returns text
language sql
stable
set search_path = ''
as $$
  select pg_catalog.string_agg(
    crm_private.parent_rule(
      child_rule.table_name, p.parent, p.parent_column, r.resource,
      case when action <> 'read' and p.place = 1 then 'update' else 'read' end),
    ' and ' order by p.place)
  from rows from (pg_catalog.unnest(parents), pg_catalog.unnest(parent_columns)) with ordinality as p (parent, parent_column, place)
  join crm_private.protected_tables() r on r.table_name = p.parent
$$;
comment on function crm_private.child_rule(text, text[], name[], text) is
  'The condition that all records a part belongs to are visible and, unless action is read, that the first may be updated. '
  'Example: select crm_private.child_rule(''crm.contact_points'', ''{crm.contacts}'', ''{contact_id}'', ''update'').';

create or replace function crm_private.linked_rule(table_name text, resource text, links text, link_column name, action text)
returns text
language sql
stable
set search_path = ''
as $$
  select case action
    when 'read' then pg_catalog.format(
      '(%s or %s and exists (select 1 from %s k where k.org_id = %s.org_id and k.%I = %4$s.id))',
      crm_private.record_rule('read', resource, '', own.name), crm_private.unconditional_rule('read', resource),
      links, own.name, link_column)
    else crm_private.record_rule(action, resource, '', own.name)
  end
  from (select pg_catalog.split_part(table_name, '.', 2) as name) as own
$$;
comment on function crm_private.linked_rule(text, text, text, name, text) is
  'The right on a row itself; to read also a visible link from it to a record. '
  'Example: select crm_private.linked_rule(''crm.activities'', ''activity'', ''crm.activity_links'', ''activity_id'', ''read'').';

create or replace function crm_private.on_record_rule(table_name text, resource text, action text)
returns text
language sql
stable
set search_path = ''
as $$
  select case action
    when 'read' then pg_catalog.format('(%s or %s) and %s', rule.anyway, rule.own, rule.seen)
    when 'create' then rule.own || ' and ' || rule.seen
    when 'update' then pg_catalog.format('(%s or %s and %s) and %s', rule.own, rule.anyway, rule.changeable, rule.seen)
    else pg_catalog.format('(%s or %s and %s)', rule.own, rule.anyway, rule.changeable)
  end
  from (
    select
      crm_private.record_rule(action, resource, '', pg_catalog.split_part(on_record_rule.table_name, '.', 2)) as own,
      crm_private.unconditional_rule(action, resource) as anyway,
      crm_private.record_of_rule(on_record_rule.table_name, 'read') as seen,
      crm_private.record_of_rule(on_record_rule.table_name, 'update') as changeable
  ) as rule
$$;
comment on function crm_private.on_record_rule(text, text, text) is
  'The rule of a note or file: seen with its record, changed by the right on itself (its author''s) or on the record. '
  'Example: select crm_private.on_record_rule(''crm.notes'', ''note'', ''update'').';

create or replace function crm_private.side_rule(table_name text, resource text, parent text, parent_column name, action text)
returns text
language sql
stable
set search_path = ''
as $$
  select case action
    when 'read' then pg_catalog.format(
      '%s and ((select crm_ext.sees_all(%L)) and (select crm_ext.sees_all(%L)) or %s)',
      crm_private.permission_rule('read', resource), rule.parent_resource, resource, rule.lookup || rule.own || ')')
    else rule.lookup || crm_private.record_rule('update', rule.parent_resource, 'p.', 'p') || ' and ' || rule.own || ')'
  end
  from (
    select
      pg_catalog.split_part(resource, '.', 1) as parent_resource,
      crm_private.record_rule(action, resource, 'p.', 'p') as own,
      pg_catalog.format(
        'exists (select 1 from %1$s p where p.org_id = %2$s.org_id and p.id = %2$s.%3$I and ',
        parent, pg_catalog.split_part(table_name, '.', 2), parent_column) as lookup
  ) as rule
$$;
comment on function crm_private.side_rule(text, text, text, name, text) is
  'The rule of the sensitive side of a record: seen with the record by those whose right on the resource reaches the record, written by '
  'those who may besides update the record. A share of the record does not show it. '
  'Example: select crm_private.side_rule(''crm.deal_financials'', ''deal.financials'', ''crm.deals'', ''deal_id'', ''read'').';

-- The parameter came later.
drop function if exists crm_private.table_rules();

create or replace function crm_private.table_rules(only_table text default null)
returns table (table_name text, command text, rule text)
language sql
stable
set search_path = ''
as $$
  select t.table_name, c.command,
    case t.shape
      when 'own rule' then (select o.rule from crm_private.own_rules() o where o.table_name = t.table_name and o.action = c.action)
      when 'organization' then crm_private.organization_rule()
        || case when c.action = 'read' then '' else ' and ' || crm_private.configuration_rule(c.action, t.resource) end
      else crm_private.organization_rule() || ' and ' || case t.shape
        when 'owned' then crm_private.record_rule(c.action, t.resource, '', pg_catalog.split_part(t.table_name, '.', 2))
        when 'linked' then crm_private.linked_rule(t.table_name, t.resource, t.parents[1], t.parent_columns[1], c.action)
        when 'on record' then crm_private.on_record_rule(t.table_name, t.resource, c.action)
        when 'of record' then crm_private.record_of_rule(t.table_name, case c.action when 'read' then 'read' else 'update' end)
        when 'child' then crm_private.child_rule(t.table_name, t.parents, t.parent_columns, c.action)
        when 'side' then crm_private.side_rule(t.table_name, t.resource, t.parents[1], t.parent_columns[1], c.action)
        when 'configuration' then crm_private.configuration_rule(c.action, t.resource)
      end
    end
  from crm_private.protected_tables() t
  cross join (values ('select', 'read'), ('insert', 'create'), ('update', 'update'), ('delete', 'delete')) as c (command, action)
  where t.shape <> 'internal' and (t.commands = 'all' or t.commands = c.action) and (only_table is null or t.table_name = only_table)
$$;
comment on function crm_private.table_rules(text) is
  'The condition of every policy (of one table when it is named), from the registry: one row for each table and command that members have; null where an own rule is '
  'missing. Example: select rule from crm_private.table_rules() where table_name = ''crm.deals'' and command = ''select''.';
