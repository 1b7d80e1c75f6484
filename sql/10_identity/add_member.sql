create or replace function crm_private.add_member(
  org uuid,
  user_id uuid,
  role_key text,
  team_id uuid default null,
  is_default boolean default false
)
returns crm.memberships
language plpgsql
set search_path = ''
as $$
declare
  role uuid;
  member crm.memberships;
begin
  select r.id into role from crm.roles r where r.org_id = org and r.key = role_key;
  if role is null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('role %L does not exist', role_key),
      detail = (select pg_catalog.format('The organization has: %s.', pg_catalog.string_agg(r.key, ', ' order by r.key))
                from crm.roles r where r.org_id = org),
      hint = 'Use one of them.';
  end if;
  insert into crm.memberships as m (org_id, user_id, role_id, team_id, is_default)
  values (org, add_member.user_id, role, add_member.team_id, add_member.is_default)
  on conflict on constraint memberships_pkey do update
    set role_id = excluded.role_id, team_id = excluded.team_id, status = 'active', is_default = excluded.is_default
  returning m.* into member;
  update crm.organizations o set default_owner_id = member.user_id
  where o.id = org and o.default_owner_id is null and role_key = 'admin';
  return member;
end;
$$;
comment on function crm_private.add_member(uuid, uuid, text, uuid, boolean) is
  'Makes a user a member, or changes the role and team of one; the first admin becomes the organization''s default owner. '
  'Example: select crm_private.add_member(org_id, user_id, ''rep'', team_id).';
