-- requires: 85_explained_access/record_access.sql

create or replace function crm_private.member_name(org uuid, who uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce(u.full_name, u.email)
  from crm.memberships m
  join crm.users u on u.id = m.user_id
  where m.org_id = org and m.user_id = who
$$;
comment on function crm_private.member_name(uuid, uuid) is
  'What a member is called; null for others. Example: select crm_private.member_name(m.org_id, m.user_id) from crm.memberships m;';

create or replace function crm_private.member_role(org uuid, who uuid)
returns text
language sql
stable
set search_path = ''
as $$
  select r.name
  from crm.memberships m
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  where m.org_id = org and m.user_id = who
$$;
comment on function crm_private.member_role(uuid, uuid) is
  'The name of a member''s role. Example: select crm_private.member_role(m.org_id, m.user_id) from crm.memberships m;';

create or replace function crm_private.path_words(org uuid, who uuid, kind text, path jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select case path ->> 'path'
    when 'owner' then pg_catalog.format('%s owns it', crm_private.member_name(org, who))
    when 'team' then pg_catalog.format(
      'it belongs to the team %s, which the role %s reaches',
      coalesce((select t.name from crm.teams t where t.org_id = org and t.id = (path ->> 'team_id')::uuid), 'of its owner'),
      crm_private.member_role(org, who))
    when 'organization' then pg_catalog.format('the role %s reaches every %s of the organization', crm_private.member_role(org, who), kind)
    when 'rule' then pg_catalog.format(
      'the sharing rule %s covers it',
      coalesce((select s.name from crm.sharing_rules s where s.org_id = org and s.id = (path ->> 'rule_id')::uuid), ''))
    when 'share' then pg_catalog.format(
      'it was shared (%s) with %s', path ->> 'access',
      coalesce(
        (select 'the team ' || t.name from crm.teams t where t.org_id = org and t.id = (path ->> 'team_id')::uuid),
        (select 'the role ' || r.name from crm.roles r where r.org_id = org and r.id = (path ->> 'role_id')::uuid),
        crm_private.member_name(org, who)))
    when 'record_team' then pg_catalog.format('%s works in its team (%s)', crm_private.member_name(org, who), path ->> 'access')
    when 'system_admin' then 'a system administrator is visiting the organization'
    when 'record' then pg_catalog.format(
      'it belongs to %s %s, where %s', path ->> 'kind', path ->> 'id',
      (select pg_catalog.string_agg(crm_private.path_words(org, who, path ->> 'kind', p.path), ' and ')
       from pg_catalog.jsonb_array_elements(path -> 'paths') as p (path)))
    else path ->> 'path'
  end
$$;
comment on function crm_private.path_words(uuid, uuid, text, jsonb) is
  'One path to a record in words. Example: select crm_private.path_words(m.org_id, m.user_id, ''deal'', ''{"path": "owner"}'') from crm.memberships m;';

create or replace function crm_private.refusal_words(org uuid, who uuid, action text, kind text, reason text)
returns text
language sql
stable
set search_path = ''
as $$
  select case reason
    when 'no_permission' then pg_catalog.format('the role %s has no right to %s a %s', crm_private.member_role(org, who), action, kind)
    when 'condition_not_met' then pg_catalog.format(
      'it does not meet the condition under which the role %s may %s a %s', crm_private.member_role(org, who), action, kind)
    when 'out_of_scope' then pg_catalog.format(
      'the role %s does not reach it: it belongs to another owner or team, and no rule and no share makes up for that',
      crm_private.member_role(org, who))
    when 'record_not_visible' then 'the record it is on is not visible'
    when 'not_a_member' then 'only active members of the organization have rights'
    when 'other_organization' then 'it belongs to another organization'
    else coalesce(reason, 'nothing allows it')
  end
$$;
comment on function crm_private.refusal_words(uuid, uuid, text, text, text) is
  'Why something is refused, in words. Example: select crm_private.refusal_words(m.org_id, m.user_id, ''read'', ''deal'', ''no_permission'') from crm.memberships m;';

create or replace function crm_private.access_words(org uuid, who uuid, action text, kind text, record_id uuid, access jsonb)
returns text
language sql
stable
set search_path = ''
as $$
  select pg_catalog.format(
    '%s %s %s %s %s because %s.', crm_private.member_name(org, who),
    case when (access ->> 'allowed')::boolean then 'may' else 'may not' end, action, kind, record_id,
    case
      when (access ->> 'allowed')::boolean then (
        select pg_catalog.string_agg(crm_private.path_words(org, who, kind, p.path), ', and ')
        from pg_catalog.jsonb_array_elements(access -> 'paths') as p (path))
      else crm_private.refusal_words(org, who, action, kind, access ->> 'reason')
    end)
$$;
comment on function crm_private.access_words(uuid, uuid, text, text, uuid, jsonb) is
  'A decision in one sentence. Example: select crm_private.access_words(d.org_id, d.owner_id, ''read'', ''deal'', d.id, ''{"allowed": true, "paths": [{"path": "owner"}]}'') from crm.deals d;';

revoke all on function crm_private.member_name(uuid, uuid) from public, anon, authenticated;
revoke all on function crm_private.member_role(uuid, uuid) from public, anon, authenticated;
revoke all on function crm_private.path_words(uuid, uuid, text, jsonb) from public, anon, authenticated;
revoke all on function crm_private.refusal_words(uuid, uuid, text, text, text) from public, anon, authenticated;
revoke all on function crm_private.access_words(uuid, uuid, text, text, uuid, jsonb) from public, anon, authenticated;
