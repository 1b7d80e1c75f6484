-- requires: 00_foundation/protected_tables.sql
-- A record is given away by right of one's role, not by a share: sharing lets one work on a record, not dispose of it.

create or replace function crm_private.keep_within_reach()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  is_within_reach boolean;
begin
  -- Functions of the product that move records (conversion, removal of a member) have asked already and run past row security.
  -- The table is named, because tg_relid of a partition has no row security of its own.
  if not pg_catalog.row_security_active(tg_argv[1]) then
    return null;
  end if;
  execute pg_catalog.format(
    'select pg_catalog.bool_and(crm_ext.row_allowed_by_role(''update'', $1, r.org_id, r.owner_id, r.team_id, r.id, r))'
    ' from pg_catalog.unnest($2) as s (side) cross join lateral pg_catalog.jsonb_populate_record(null::crm.%I, s.side) as r',
    pg_catalog.split_part(tg_argv[1], '.', 2))
  into is_within_reach
  using tg_argv[0], array[pg_catalog.to_jsonb(old), pg_catalog.to_jsonb(new)];
  if is_within_reach then
    return null;
  end if;
  raise exception using
    errcode = '42501',
    message = pg_catalog.format('you may not give %s %s to another owner or team', tg_argv[0], old.id),
    detail = 'It takes the right of your role to change the record both before and after; a share lets you work on it only.',
    hint = 'Ask its owner or an administrator.';
end;
$$;
comment on function crm_private.keep_within_reach() is
  'Trigger: owner and team of a record are changed only by those whose role reaches it before and after (42501). Arguments: kind, table. '
  'Example: update crm.deals set owner_id = ... where id = ...';

do $$
declare
  target record;
begin
  for target in
    select t.table_name, t.resource, pg_catalog.split_part(t.table_name, '.', 2) as name
    from crm_private.protected_tables() t
    where t.shape in ('owned', 'linked', 'on record')
  loop
    execute pg_catalog.format(
      'create or replace trigger %I after update of owner_id, team_id on %s for each row'
      ' when (old.owner_id is distinct from new.owner_id or old.team_id is distinct from new.team_id)'
      ' execute function crm_private.keep_within_reach(%L, %L)',
      target.name || '_after_update_keep_within_reach', target.table_name, target.resource, target.table_name);
  end loop;
end
$$;
