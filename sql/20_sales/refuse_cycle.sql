create or replace function crm_private.refuse_cycle()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  closes boolean;
begin
  execute pg_catalog.format(
    'with recursive above (id) as (select $1 union select t.parent_id from above a join %s t on t.org_id = $2 and t.id = a.id)'
    ' select pg_catalog.bool_or(a.id = $3) from above a', tg_relid::regclass)
  into closes using new.parent_id, new.org_id, new.id;
  if closes then
    raise exception using
      errcode = '23514',
      constraint = tg_table_name || '_parent_id_check',
      message = pg_catalog.format('%s %s would stand above itself', tg_argv[0], new.id),
      detail = pg_catalog.format('%s is at or below it.', new.parent_id),
      hint = 'Choose a parent outside its own branch.';
  end if;
  return new;
end;
$$;
comment on function crm_private.refuse_cycle() is
  'Trigger: a tree by parent_id has no loops (23514, constraint <table>_parent_id_check). '
  'Example: update crm.teams set parent_id = id where name = ''Sales''.';
