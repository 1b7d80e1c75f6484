-- Row security in one generated shape. A policy whose text is unchanged is left alone, so that applying a file
-- again takes no lock on its tables.

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
  description constant text := pg_catalog.format('Members %s the rows where %s', command, rule);
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
  execute pg_catalog.format('create policy %I on %s for %s to authenticated %s', policy_name, target, command, clauses);
  execute pg_catalog.format('comment on policy %I on %s is %L', policy_name, target, description);
end;
$$;
comment on function crm_private.write_policy(regclass, text, text) is
  'Writes the policy <table>_<command>_allowed for members unless it stands with the same rule. '
  'Example: select crm_private.write_policy(''crm.users'', ''update'', ''id = (select crm_ext.current_user_id())'').';

create or replace function crm_private.protect_table(
  target regclass,
  readable text,
  creatable text default null,
  changeable text default null,
  deletable text default null
)
returns void
language plpgsql
set search_path = ''
as $$
declare
  guarded boolean;
begin
  select c.relrowsecurity and c.relforcerowsecurity into strict guarded from pg_catalog.pg_class c where c.oid = target;
  if not guarded then
    execute pg_catalog.format('alter table %s enable row level security, force row level security', target);
  end if;
  perform crm_private.write_policy(target, rule.command, rule.condition)
  from (values ('select', readable), ('insert', creatable), ('update', changeable), ('delete', deletable))
    as rule (command, condition)
  where rule.condition is not null;
end;
$$;
comment on function crm_private.protect_table(regclass, text, text, text, text) is
  'Forces row security on a table with one policy a command; a command without a rule is refused to members. '
  'Example: select crm_private.protect_table(''crm.currencies'', ''code is not null'').';

create or replace function crm_private.protect_owned_table(target regclass, kind text, also_writable text default 'true')
returns void
language sql
set search_path = ''
as $$
  select crm_private.protect_table(
    target,
    rule.in_org || pg_catalog.format('crm_ext.row_visible(%L, org_id, owner_id, team_id)', kind),
    rule.in_org || pg_catalog.format('crm_ext.row_allowed(''create'', %L, org_id, owner_id, team_id)', kind) || rule.extra,
    rule.in_org || pg_catalog.format('crm_ext.row_allowed(''update'', %L, org_id, owner_id, team_id)', kind) || rule.extra,
    rule.in_org || pg_catalog.format('crm_ext.row_allowed(''delete'', %L, org_id, owner_id, team_id)', kind)
  )
  from (
    select
      'org_id = (select crm_ext.current_org()) and ' as in_org,
      case when also_writable = 'true' then '' else ' and ' || also_writable end as extra
  ) as rule
$$;
comment on function crm_private.protect_owned_table(regclass, text, text) is
  'Policies of a table whose rows have an owner and a team; also_writable narrows insert and update. '
  'Example: select crm_private.protect_owned_table(''crm.deals'', ''deal'').';

create or replace function crm_private.protect_config_table(target regclass, kind text)
returns void
language sql
set search_path = ''
as $$
  select crm_private.protect_table(
    target,
    rule.in_org || pg_catalog.format('crm_ext.row_visible(%L, org_id, null::uuid, null::uuid)', kind),
    rule.in_org || pg_catalog.format('crm_ext.row_allowed(''create'', %L, org_id, null::uuid, null::uuid)', kind),
    rule.in_org || pg_catalog.format('crm_ext.row_allowed(''update'', %L, org_id, null::uuid, null::uuid)', kind),
    rule.in_org || pg_catalog.format('crm_ext.row_allowed(''delete'', %L, org_id, null::uuid, null::uuid)', kind)
  )
  from (select 'org_id = (select crm_ext.current_org()) and ' as in_org) as rule
$$;
comment on function crm_private.protect_config_table(regclass, text) is
  'Policies of a table without owners: each right needs the scope org on the kind. '
  'Example: select crm_private.protect_config_table(''crm.pipelines'', ''pipeline'').';
