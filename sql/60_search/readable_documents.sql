-- requires: 60_search/expected_documents.sql
-- Search documents as a caller may read them: the same text as the stored ones, made of rows without hidden fields and
-- without accounts and contacts that the caller does not see. Only for callers from whom some of it is hidden; the stored
-- documents find the records, these decide what is found in them.

create or replace function crm_private.readable_columns(target regclass)
returns text
language sql
stable
set search_path = ''
as $$
  select pg_catalog.string_agg(
    case
      when fields.condition is null or a.attname in ('org_id', 'id', 'owner_id', 'team_id') then pg_catalog.quote_ident(a.attname)
      else pg_catalog.format('case when %s then %I end as %2$I', fields.condition, a.attname) end,
    ', ' order by a.attnum)
  from pg_catalog.pg_attribute a
  cross join lateral (
    select pg_catalog.string_agg(
      pg_catalog.format('crm_ext.may_read_field(%L, %L)', c.resource, case c.field when '*' then a.attname else c.field end),
      ' and ' order by c.resource, c.field) as condition
    from crm_private.field_columns c
    where pg_catalog.to_regclass(c.table_name) = target and c.column_name in (a.attname, '*') and c.resource <> '*'
  ) as fields
  where a.attrelid = target and a.attnum > 0 and not a.attisdropped
$$;
comment on function crm_private.readable_columns(regclass) is
  'The columns of a table as a select list in which fields hidden from the caller of the request are null. '
  'Example: select crm_private.readable_columns(''crm.deals'').';

do $$
declare
  source record;
  documents text := pg_get_viewdef('crm_private.expected_search_documents');
begin
  drop view if exists crm_private.readable_search_documents;
  for source in
    select t.name, format('crm.%I', t.name)::regclass as target,
      case when t.named_by_others is null then ''
        else format(' where crm_ext.row_visible(%L, t.org_id, t.owner_id, t.team_id, t.id, t)', t.named_by_others) end as visible
    from (values
      ('accounts', 'account'), ('contacts', 'contact'), ('contact_points', null), ('leads', null), ('deals', null)
    ) as t (name, named_by_others)
  loop
    execute format('drop view if exists crm_private.%I', 'readable_' || source.name);
    execute format(
      'create view crm_private.%I with (security_invoker = true) as select %s from %s t%s',
      'readable_' || source.name, crm_private.readable_columns(source.target), source.target, source.visible);
    execute format(
      'comment on view crm_private.%I is %L', 'readable_' || source.name,
      format('Rows of %s without the fields that are hidden from the caller of the request. Example: select * from crm_private.readable_%s limit 1.',
        source.target, source.name));
    documents := regexp_replace(documents, format('\mcrm\.%s\M', source.name), 'crm_private.readable_' || source.name, 'g');
  end loop;
  execute 'create view crm_private.readable_search_documents with (security_invoker = true) as ' || documents;
end
$$;
comment on view crm_private.readable_search_documents is
  'The searchable document of every record, of what the caller of the request may read. '
  'Example: select * from crm_private.readable_search_documents where org_id = crm_ext.current_org() and kind = ''deal'';';

create or replace function crm_private.reads_every(kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select crm_ext.sees_all(kind) and not crm_ext.is_conditional('read', kind) and crm_ext.reads_all_fields(kind)
$$;
comment on function crm_private.reads_every(text) is
  'Whether the caller of the request reads every record of this kind in the organization with all its fields. '
  'Example: select crm_private.reads_every(''account'').';

create or replace function crm_private.reads_whole_documents(kind text)
returns boolean
language sql
stable
set search_path = ''
as $$
  select crm_private.bypasses_row_security() or case kind
    when 'account' then crm_ext.reads_all_fields('account')
    when 'contact' then crm_ext.reads_all_fields('contact') and crm_private.reads_every('account')
    when 'lead' then crm_ext.reads_all_fields('lead')
    else crm_ext.reads_all_fields('deal') and crm_private.reads_every('account') and crm_private.reads_every('contact')
  end
$$;
comment on function crm_private.reads_whole_documents(text) is
  'Whether nothing that goes into the search documents of a kind can be hidden from the caller of the request. '
  'Example: select crm_private.reads_whole_documents(''deal'').';

create or replace function crm_private.readable_documents(org uuid, kind text, record_id uuid)
returns setof crm_private.search_documents
language sql
stable
set search_path = ''
as $$
  select e.org_id, e.kind, e.record_id, e.owner_id, e.team_id, e.title, e.subtitle, e.snippet, e.document
  from crm_private.readable_search_documents e
  where e.org_id = org and e.kind = readable_documents.kind and e.record_id = readable_documents.record_id
$$;
comment on function crm_private.readable_documents(uuid, text, uuid) is
  'The search document of a record, of what the caller of the request may read. '
  'Example: select d.title from crm_private.search_documents s, crm_private.readable_documents(s.org_id, s.kind, s.record_id) d;';
