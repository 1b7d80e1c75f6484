-- An organization with 10,000 teams below one; members 1 to 50 lead the top, 51 to 100 one team at the bottom.
do $$
declare
  org constant uuid := md5('many teams')::uuid;
begin
  if exists (select 1 from crm.organizations where id = org) then
    return;
  end if;
  insert into crm.organizations (id, slug, name, base_currency) values (org, 'bench-many-teams', 'Many teams', 'USD');
  perform crm_private.create_builtin_roles(org);
  insert into crm.teams (org_id, id, name, parent_id)
  select org, md5('many:' || n)::uuid, 'team ' || n, case when n > 1 then md5('many:' || n / 10 + 1)::uuid end
  from generate_series(1, 10000) n where n = 1 or n / 10 + 1 < n;
  insert into auth.users (id, email) select md5('leader:' || n)::uuid, 'l' || n || '@many.test' from generate_series(1, 100) n;
  insert into crm.users (id, email, full_name)
  select md5('leader:' || n)::uuid, 'l' || n || '@many.test', 'Leader ' || n from generate_series(1, 100) n on conflict do nothing;
  insert into crm.memberships (org_id, user_id, role_id, team_id, status, is_default)
  select org, md5('leader:' || n)::uuid, r.id, md5('many:' || case when n <= 50 then 1 else 9999 end)::uuid, 'active', true
  from generate_series(1, 100) n join crm.roles r on r.org_id = org and r.key = case when n = 1 then 'admin' else 'manager' end;
end $$;

create or replace function bench.many_teams_claims(member integer) returns text language sql stable as $$
  select json_build_object('sub', md5('leader:' || member)::uuid, 'org_id', md5('many teams')::uuid, 'role', 'authenticated')::text
$$;
