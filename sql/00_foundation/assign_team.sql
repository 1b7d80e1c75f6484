create or replace function crm_private.assign_team()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' and new.team_id is not null then
    return new;
  end if;
  if tg_op = 'UPDATE' and new.team_id is distinct from old.team_id then
    return new;
  end if;
  select m.team_id into new.team_id
  from crm.memberships m
  where m.org_id = new.org_id and m.user_id = new.owner_id;
  if not found and new.owner_id = crm_ext.current_user_id() then
    raise exception using
      errcode = '22023',
      message = 'the record needs a member of the organization as its owner',
      detail = 'A visiting system administrator is no member and owns nothing here.',
      hint = 'Pass the user_id of a member as owner_id; crm.memberships lists them.';
  end if;
  return new;
end;
$$;
comment on function crm_private.assign_team() is
  'Trigger: a record without a team gets its owner''s; a record that changes owner follows to the new owner''s team unless one is given. '
  'Who visits as system administrator has to name an owner (22023). '
  'Example: update crm.deals set owner_id = ... where id = ...';

create or replace function crm_private.assign_team_on(target regclass)
returns void
language plpgsql
set search_path = ''
as $$
declare
  table_name constant name := (select c.relname from pg_catalog.pg_class c where c.oid = target);
begin
  execute pg_catalog.format(
    'create or replace trigger %I before insert on %s for each row when (new.team_id is null)'
    ' execute function crm_private.assign_team()', table_name || '_before_insert_assign_team', target);
  execute pg_catalog.format(
    'create or replace trigger %I before update of owner_id on %s for each row'
    ' when (old.owner_id is distinct from new.owner_id) execute function crm_private.assign_team()',
    table_name || '_before_update_assign_team', target);
end;
$$;
comment on function crm_private.assign_team_on(regclass) is
  'Gives an owned table the triggers that keep team_id with the owner. Example: select crm_private.assign_team_on(''crm.deals'').';
