-- requires: 00_foundation/recycle_row.sql

create or replace function crm_private.recycle_table(
  target regclass,
  kind text,
  access_kind text default null,
  referrers text[] default '{}'
)
returns void
language plpgsql
set search_path = ''
as $$
-- The arguments are quoted literals of our own files.
-- @plpgsql_check_options: security_warnings = off
declare
  table_name constant name := (select c.relname from pg_catalog.pg_class c where c.oid = target);
  arguments constant text[] := array[
    kind, table_name, coalesce(access_kind, kind)
  ] || referrers;
  argument_list constant text := (
    select pg_catalog.string_agg(pg_catalog.quote_literal(a.argument), ', ' order by a.place)
    from pg_catalog.unnest(arguments) with ordinality as a (argument, place));
begin
  execute pg_catalog.format(
    'create or replace trigger "0_recycle" after delete on %s for each row when (pg_catalog.pg_trigger_depth() = 0)'
    ' execute function crm_private.recycle_row(%s)',
    target, argument_list);
  execute pg_catalog.format(
    'create or replace trigger %I before delete on %s for each row when (pg_catalog.pg_trigger_depth() > 0)'
    ' execute function crm_private.recycle_row(%s)',
    table_name || '_before_delete_recycle', target, argument_list);
end;
$$;
comment on function crm_private.recycle_table(regclass, text, text, text[]) is
  'Sends deleted rows of a table to the recycle bin. access_kind is given for parts of records (contact, deal, record for either), referrers for records that others '
  'refer to with on delete set null. Example: select crm_private.recycle_table(''crm.products'', ''product'', null, array[''deals.product_id'']).';
