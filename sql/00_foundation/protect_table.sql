-- requires: 00_foundation/protected_tables.sql
-- A policy whose text is unchanged is left alone, so that applying a file again takes no lock on its tables.

create or replace function crm_private.policy_description(command text, rule text)
returns text
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.format('Members %s the rows where %s', command, rule)
    || case crm_private.policy_roles() when 'authenticated' then '' else ' (' || crm_private.policy_roles() || ')' end
$$;
comment on function crm_private.policy_description(text, text) is
  'The comment of a generated policy, by which an unchanged one is recognised. '
  'Example: select crm_private.policy_description(''select'', ''code is not null'').';

create or replace function crm_private.write_policy(target regclass, command text, rule text)
returns void
language plpgsql
set search_path = ''
as $$
-- The rule is a text of our own files, no caller's.
-- @plpgsql_check_options: security_warnings = off
declare
  table_name constant name := (select c.relname from pg_catalog.pg_class c where c.oid = target);
  policy_name constant name := pg_catalog.format('%s_%s_allowed', table_name, command);
  description constant text := crm_private.policy_description(command, rule);
  clauses constant text := case command
    when 'insert' then pg_catalog.format('with check (%s)', rule)
    when 'update' then pg_catalog.format('using (%1$s) with check (%1$s)', rule)
    else pg_catalog.format('using (%s)', rule)
  end;
begin
  if exists (
    select 1 from pg_catalog.pg_policy p
    where p.polrelid = target and p.polname = policy_name
      and pg_catalog.obj_description(p.oid, 'pg_policy') = description
  ) then
    return;
  end if;
  execute pg_catalog.format('drop policy if exists %I on %s', policy_name, target);
  execute pg_catalog.format(
    'create policy %I on %s for %s to %s %s', policy_name, target, command, crm_private.policy_roles(), clauses);
  execute pg_catalog.format('comment on policy %I on %s is %L', policy_name, target, description);
end;
$$;
comment on function crm_private.write_policy(regclass, text, text) is
  'Writes the policy <table>_<command>_allowed for members unless it stands with the same rule. '
  'Example: select crm_private.write_policy(''crm.users'', ''update'', ''id = (select crm_ext.current_user_id())'').';

create or replace function crm_private.protect_table(target regclass)
returns void
language plpgsql
set search_path = ''
as $$
declare
  qualified_name constant text := (
    select n.nspname || '.' || c.relname
    from pg_catalog.pg_class c
    join pg_catalog.pg_namespace n on n.oid = c.relnamespace
    where c.oid = target);
  rule record;
  stale name;
begin
  if not (select c.relrowsecurity and c.relforcerowsecurity from pg_catalog.pg_class c where c.oid = target) then
    execute pg_catalog.format('alter table %s enable row level security, force row level security', target);
  end if;
  for rule in
    select r.command, r.rule from crm_private.table_rules(qualified_name) r where r.rule is not null
  loop
    perform crm_private.write_policy(target, rule.command, rule.rule);
  end loop;
  for stale in
    select p.polname from pg_catalog.pg_policy p
    where p.polrelid = target
      and not exists (
        select from crm_private.table_rules(qualified_name) r
        where r.rule is not null
          and pg_catalog.obj_description(p.oid, 'pg_policy') = crm_private.policy_description(r.command, r.rule))
  loop
    execute pg_catalog.format('drop policy %I on %s', stale, target);
  end loop;
end;
$$;
comment on function crm_private.protect_table(regclass) is
  'Forces row security on a table of the registry, with exactly the policies that follow from its line. '
  'Example: select crm_private.protect_table(''crm.deals'').';
