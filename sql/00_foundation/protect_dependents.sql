-- requires: 00_foundation/protect_table.sql

create or replace function crm_private.parent_rule(target regclass, parent regclass, reference name, right_check text)
returns text
language sql
stable
set search_path = ''
as $$
  select pg_catalog.format(
    'exists (select 1 from %1$s p where p.org_id = %2$I.org_id and p.id = %2$I.%3$I%4$s)',
    parent, c.relname, reference, coalesce(' and ' || right_check, ''))
  from pg_catalog.pg_class c
  where c.oid = target
$$;
comment on function crm_private.parent_rule(regclass, regclass, name, text) is
  'The condition that a row''s parent is visible to the caller, and that right_check holds for it (alias p). '
  'Example: select crm_private.parent_rule(''crm.contact_points'', ''crm.contacts'', ''contact_id'', null).';

create or replace function crm_private.update_right(kind text)
returns text
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.format('crm_ext.row_allowed(''update'', %L, p.org_id, p.owner_id, p.team_id)', kind)
$$;
comment on function crm_private.update_right(text) is
  'The condition that the caller may update the record p. Example: select crm_private.update_right(''deal'').';

create or replace function crm_private.protect_child_table(target regclass, parent regclass, reference name, kind text)
returns void
language sql
set search_path = ''
as $$
  select crm_private.protect_table(
    target,
    pg_catalog.format(
      'org_id = (select crm_ext.current_org()) and ((select crm_ext.sees_all(%L)) or %s)',
      kind, crm_private.parent_rule(target, parent, reference, null)),
    rule.writable, rule.writable, rule.writable
  )
  from (
    select 'org_id = (select crm_ext.current_org()) and '
      || crm_private.parent_rule(target, parent, reference, crm_private.update_right(kind)) as writable
  ) as rule
$$;
comment on function crm_private.protect_child_table(regclass, regclass, name, text) is
  'Policies of a part of a record: readable with the record, writable by those who may update it. '
  'Example: select crm_private.protect_child_table(''crm.contact_points'', ''crm.contacts'', ''contact_id'', ''contact'').';

create or replace function crm_private.linked_record_rule(target regclass, right_needed text)
returns text
language sql
stable
set search_path = ''
as $$
  select '(' || pg_catalog.string_agg(
    pg_catalog.format(
      '(%I is not null and %s)', link.kind || '_id',
      case
        when right_needed = 'update' then
          crm_private.parent_rule(target, link.parent, link.kind || '_id', crm_private.update_right(link.kind))
        else pg_catalog.format(
          '((select crm_ext.sees_all(%L)) or %s)', link.kind,
          crm_private.parent_rule(target, link.parent, link.kind || '_id', null))
      end),
    ' or ' order by link.kind) || ')'
  from (values
    ('account', 'crm.accounts'::regclass), ('contact', 'crm.contacts'), ('deal', 'crm.deals'), ('lead', 'crm.leads')
  ) as link (kind, parent)
$$;
comment on function crm_private.linked_record_rule(regclass, text) is
  'The condition that the one record which a row refers to (account, contact, lead or deal) may be read or updated. '
  'Example: select crm_private.linked_record_rule(''crm.notes'', ''read'').';
