create or replace function crm_private.touch_row()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if new.row_version is distinct from old.row_version then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('this %s was changed by someone else', pg_catalog.replace(tg_argv[0], '_', ' ')),
      detail = pg_catalog.format('You sent row_version %s; it is at %s.', new.row_version, old.row_version),
      hint = 'Read it again and repeat the change.';
  end if;
  new.row_version := old.row_version + 1;
  new.created_at := old.created_at;
  new.created_by := old.created_by;
  new.updated_at := pg_catalog.now();
  new.updated_by := crm_ext.current_user_id();
  return new;
end;
$$;
comment on function crm_private.touch_row() is
  'Trigger: refuses a stale row_version (PT409), counts it up, and stamps who changed the row and when; who made it stays. '
  'The argument names the kind of record in the message. Example: execute function crm_private.touch_row(''deal'').';

create or replace function crm_private.touch_table(target regclass, kind text, condition text default 'true')
returns void
language plpgsql
set search_path = ''
as $$
-- The condition is a text of our own files, no caller's.
-- @plpgsql_check_options: security_warnings = off
declare
  table_name constant name := (select c.relname from pg_catalog.pg_class c where c.oid = target);
begin
  execute pg_catalog.format(
    'create or replace trigger %I before update on %s for each row when (%s) execute function crm_private.touch_row(%L)',
    table_name || '_before_update_touch', target, condition, kind);
end;
$$;
comment on function crm_private.touch_table(regclass, text, text) is
  'Gives a table the trigger touch_row; updates that do not meet the condition are bookkeeping and leave row_version alone. '
  'Example: select crm_private.touch_table(''crm.tags'', ''tag'').';
