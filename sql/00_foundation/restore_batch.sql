create or replace function crm_private.restore_row(deleted crm.deleted_records)
returns void
language plpgsql
set search_path = ''
as $$
-- The column names come from the catalogue and are quoted.
-- @plpgsql_check_options: security_warnings = off
declare
  columns text;
begin
  select pg_catalog.string_agg(pg_catalog.quote_ident(a.attname), ', ' order by a.attnum) into columns
  from pg_catalog.pg_attribute a
  where a.attrelid = pg_catalog.format('crm.%I', deleted.table_name)::regclass
    and a.attnum > 0 and not a.attisdropped and a.attgenerated = '' and deleted.row_data ? a.attname;
  execute pg_catalog.format(
    'insert into crm.%1$I (%2$s) select %2$s from pg_catalog.jsonb_populate_record(null::crm.%1$I, $1)',
    deleted.table_name, columns)
  using deleted.row_data;
end;
$$;
comment on function crm_private.restore_row(crm.deleted_records) is
  'Puts a deleted row back into its table as it was; columns added since take their defaults. '
  'Example: select crm_private.restore_row(r) from crm.deleted_records r where r.batch_id = ...';

create or replace function crm_private.reattach_references(deleted crm.deleted_records)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  referrer jsonb;
  touched integer;
  total integer := 0;
begin
  for referrer in select r.value from pg_catalog.jsonb_array_elements(deleted.detached) r loop
    execute pg_catalog.format(
      'update crm.%1$I r set %2$I = $1 where r.org_id = $2 and r.%2$I is null'
      ' and r.id = any (array(select e.id::uuid from pg_catalog.jsonb_array_elements_text($3) e (id)))',
      referrer ->> 'table', referrer ->> 'column')
    using deleted.record_id, deleted.org_id, referrer -> 'ids';
    get diagnostics touched = row_count;
    total := total + touched;
  end loop;
  return total;
end;
$$;
comment on function crm_private.reattach_references(crm.deleted_records) is
  'Fills the references that a deletion emptied, where they are still empty; returns how many. '
  'Example: select crm_private.reattach_references(r) from crm.deleted_records r where r.position = 0.';

create or replace function crm_private.restore_batch(root crm.deleted_records)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  deleted crm.deleted_records;
  reattached integer := 0;
  restored jsonb;
  constraint_broken text;
  explanation text;
begin
  -- The rows bring their history and parts along: triggers that would make them anew stand back.
  perform pg_catalog.set_config('crm.rows_are_complete', 'on', true);
  for deleted in
    select r.* from crm.deleted_records r
    where r.org_id = root.org_id and r.batch_id = root.batch_id order by r.position
  loop
    perform crm_private.restore_row(deleted);
    reattached := reattached + crm_private.reattach_references(deleted);
  end loop;
  perform pg_catalog.set_config('crm.rows_are_complete', '', true);
  with gone as (
    delete from crm.deleted_records r where r.org_id = root.org_id and r.batch_id = root.batch_id returning r.kind
  )
  select pg_catalog.jsonb_object_agg(g.kind, g.amount) into restored
  from (select kind, pg_catalog.count(*) as amount from gone group by kind) g;
  return pg_catalog.jsonb_build_object(
    'kind', root.kind, 'id', root.record_id, 'restored', restored, 'reattached', reattached);
exception
  when unique_violation or exclusion_violation then
    get stacked diagnostics constraint_broken = constraint_name, explanation = pg_exception_detail;
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('%s %s cannot be restored: a key of it is taken by now', root.kind, root.record_id),
      detail = pg_catalog.format('%s (%s)', explanation, constraint_broken),
      hint = 'Change or delete the record that holds the key, then restore again.';
  when foreign_key_violation then
    get stacked diagnostics constraint_broken = constraint_name, explanation = pg_exception_detail;
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('%s %s cannot be restored: a record it refers to is gone', root.kind, root.record_id),
      detail = pg_catalog.format('%s (%s)', explanation, constraint_broken),
      hint = 'Restore the record it refers to first.';
end;
$$;
comment on function crm_private.restore_batch(crm.deleted_records) is
  'Brings back a batch, given its first row, or nothing of it: PT409 when a unique key was taken or a record it refers to is gone. '
  'Example: select crm_private.restore_batch(r) from crm.deleted_records r where r.position = 0 and r.record_id = ...';
