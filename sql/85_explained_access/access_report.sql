-- requires: 85_explained_access/why_visible.sql

create or replace function crm_private.member_rights(org uuid, who uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'user_id', m.user_id,
    'full_name', u.full_name,
    'email', u.email,
    'status', m.status,
    'organization', pg_catalog.jsonb_build_object('id', o.id, 'slug', o.slug, 'name', o.name),
    'role', pg_catalog.jsonb_build_object('id', r.id, 'key', r.key, 'name', r.name),
    'team', case when t.id is not null then pg_catalog.jsonb_build_object('id', t.id, 'name', t.name) end,
    'attributes', m.attributes,
    'permissions', coalesce((
      select pg_catalog.jsonb_agg(
        pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
          'resource', p.resource, 'action', p.action, 'scope', p.scope, 'condition', p.condition))
        order by p.resource, p.action)
      from crm.permissions p
      where p.org_id = org and p.role_id = m.role_id and p.scope <> 'none'), '[]'))
  from crm.memberships m
  join crm.users u on u.id = m.user_id
  join crm.organizations o on o.id = m.org_id
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  left join crm.teams t on t.org_id = m.org_id and t.id = m.team_id
  where m.org_id = org and m.user_id = who
$$;
comment on function crm_private.member_rights(uuid, uuid) is
  'A member''s role, team, attributes and permissions (those of scope none left out). '
  'Example: select crm_private.member_rights(m.org_id, m.user_id) from crm.memberships m;';

create or replace function crm_private.grantee_way(org uuid, who uuid, user_id uuid, team_id uuid, role_id uuid)
returns text
language sql
stable
set search_path = ''
as $$
  with recursive above (id) as (
    select m.team_id from crm.memberships m where m.org_id = org and m.user_id = who
    union
    select t.parent_id from above a join crm.teams t on t.org_id = org and t.id = a.id
  )
  select case
    when grantee_way.user_id = who then 'user'
    when grantee_way.team_id in (select a.id from above a) then 'team'
    when grantee_way.role_id = (select m.role_id from crm.memberships m where m.org_id = org and m.user_id = who) then 'role'
  end
$$;
comment on function crm_private.grantee_way(uuid, uuid, uuid, uuid, uuid) is
  'How something that is shared with a user, a team (and the teams below it) or a role reaches a member: user, team, role or null. '
  'Example: select crm_private.grantee_way(s.org_id, m.user_id, s.user_id, s.team_id, s.role_id) from crm.sharing_rules s, crm.memberships m;';

create or replace function crm_private.sharing_that_reaches(org uuid, who uuid)
returns jsonb
language sql
stable
set search_path = ''
as $$
  select pg_catalog.jsonb_build_object(
    'rules', (
      select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
        'id', s.id, 'name', s.name, 'resource', s.resource, 'access', s.access, 'condition', s.condition,
        'source_team_id', s.source_team_id, 'by', w.way)) order by s.name), '[]')
      from crm.sharing_rules s
      cross join lateral crm_private.grantee_way(org, who, s.user_id, s.team_id, s.role_id) as w (way)
      where s.org_id = org and s.is_active and w.way is not null),
    'shares', (
      select coalesce(pg_catalog.jsonb_agg(shared.entry order by shared.id), '[]')
      from (
        select s.id, pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object(
          'id', s.id, 'account_id', s.account_id, 'contact_id', s.contact_id, 'lead_id', s.lead_id, 'deal_id', s.deal_id,
          'access', s.access, 'by', w.way)) as entry
        from crm.record_shares s
        cross join lateral crm_private.grantee_way(org, who, s.user_id, s.team_id, s.role_id) as w (way)
        where s.org_id = org and w.way is not null
        order by s.id
        limit 1000
      ) as shared),
    'record_teams', (
      select coalesce(pg_catalog.jsonb_agg(pg_catalog.jsonb_strip_nulls(worked.entry)), '[]')
      from (
        select pg_catalog.jsonb_build_object('account_id', a.account_id, 'title', a.title, 'access', a.access) as entry
        from crm.account_team_members a
        where a.org_id = org and a.user_id = who
        union all
        select pg_catalog.jsonb_build_object('deal_id', d.deal_id, 'title', d.title, 'access', d.access)
        from crm.deal_team_members d
        where d.org_id = org and d.user_id = who
        limit 1000
      ) as worked))
$$;
comment on function crm_private.sharing_that_reaches(uuid, uuid) is
  'The sharing rules, shared records and teams of accounts and deals that reach a member, at most 1000 of each. '
  'Example: select crm_private.sharing_that_reaches(m.org_id, m.user_id) from crm.memberships m;';

create or replace function crm_private.visible_counts(org uuid, who uuid)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  target record;
  counted jsonb;
  answer jsonb := '{}'::jsonb;
begin
  for target in
    select t.resource, pg_catalog.split_part(t.table_name, '.', 2) as name
    from crm_private.protected_tables() t
    where t.shape = 'owned'
    order by t.resource
  loop
    execute pg_catalog.format(
      'with reached as ('
      '  select crm_ext.access_paths($1, ''read'', $2, r.org_id, r.owner_id, r.team_id, r.id, r) -> ''paths'' as paths'
      '  from crm.%I r where r.org_id = $3'
      ')'
      ' select pg_catalog.jsonb_build_object('
      '   ''total'', (select pg_catalog.count(*) from reached where paths <> ''[]''),'
      '   ''by_path'', (select coalesce(pg_catalog.jsonb_object_agg(p.path, p.amount), ''{}'') from ('
      '     select names.path, pg_catalog.count(*) as amount from reached'
      '     cross join lateral (select distinct e.value ->> ''path'' as path from pg_catalog.jsonb_array_elements(reached.paths) e) as names'
      '     group by names.path) p))',
      target.name)
    into counted
    using who, target.resource, org;
    answer := answer || pg_catalog.jsonb_build_object(target.resource, counted);
  end loop;
  return answer;
end;
$$;
comment on function crm_private.visible_counts(uuid, uuid) is
  'How many accounts, contacts, deals and leads a member sees, in all and by path; a record that is reached on several paths counts in each. '
  'Example: select crm_private.visible_counts(m.org_id, m.user_id) from crm.memberships m;';

create or replace function crm.my_permissions()
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
begin
  return coalesce(
    crm_private.member_rights(org, crm_ext.current_user_id()),
    -- a system administrator on a visit, or a trusted server
    pg_catalog.jsonb_build_object('role', pg_catalog.jsonb_build_object('key', crm_ext.current_role_key()), 'permissions', '[]'::jsonb));
end;
$$;
comment on function crm.my_permissions() is
  'One''s role, team and permissions in the active organization: {"role", "team", "attributes", "permissions": [{"resource", "action", '
  '"scope": own | team | org, "condition"}]}. Example: select crm.my_permissions() -> ''role'' ->> ''key'';';

create or replace function crm.access_report(user_id uuid default null)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  who constant uuid := coalesce(user_id, crm_ext.current_user_id());
begin
  if who is distinct from crm_ext.current_user_id() and not crm_private.caller_administers(org) then
    raise exception using
      errcode = '42501',
      message = 'you may not read what others may do',
      detail = 'It takes the right to update roles.',
      hint = 'Ask an administrator, or leave out user_id for your own report.';
  end if;
  perform crm_private.require_member(org, who);
  return crm_private.member_rights(org, who)
    || crm_private.sharing_that_reaches(org, who)
    || pg_catalog.jsonb_build_object('visible', crm_private.visible_counts(org, who));
end;
$$;
comment on function crm.access_report(uuid) is
  'Everything that decides what a member (oneself without user_id) sees: role, team, permissions with conditions, sharing rules, shares and '
  'record teams that reach him, and "visible": for each kind the number of records, in all and by path. For others than oneself it takes '
  'the right to update roles (42501). Looks at every record: seconds in a large organization. '
  'Example: select crm.access_report() -> ''visible'' -> ''deal'' ->> ''total'';';

revoke all on function crm_private.member_rights(uuid, uuid) from public, anon, authenticated;
revoke all on function crm_private.grantee_way(uuid, uuid, uuid, uuid, uuid) from public, anon, authenticated;
revoke all on function crm_private.sharing_that_reaches(uuid, uuid) from public, anon, authenticated;
revoke all on function crm_private.visible_counts(uuid, uuid) from public, anon, authenticated;
revoke all on function crm.my_permissions() from public, anon;
revoke all on function crm.access_report(uuid) from public, anon;
grant execute on function crm.my_permissions(), crm.access_report(uuid) to authenticated, service_role;
