-- The world of the measurements: 1, 100 or 10,000 tenants. Of 100, tenant 1 has half of all deals, otherwise all have the same.
-- Tenant 1 has 2,000 members, those up to 100 have 50, the others 5 reps.
-- Members 1-2 are admins, 3-10 managers of regions, the rest reps in the teams below them.
create schema if not exists bench;
drop procedure if exists bench.add_deals(bigint);

create or replace function bench.tenant(number integer) returns uuid
language sql immutable as $$ select md5('tenant:' || number)::uuid $$;

create or replace function bench.member(tenant integer, number integer) returns uuid
language sql immutable as $$ select md5('member:' || tenant || ':' || number)::uuid $$;

create or replace function bench.team(tenant integer, number integer) returns uuid
language sql immutable as $$ select md5('team:' || tenant || ':' || number)::uuid $$;

create or replace function bench.team_of(number integer) returns integer
language sql immutable as $$ select case when number <= 2 then 0 when number <= 10 then 1 + number % 4 else 5 + number % 16 end $$;

create or replace function bench.member_count(tenant integer) returns integer
language sql immutable as $$ select case when tenant = 1 then 2000 when tenant <= 100 then 50 else 5 end $$;

create or replace procedure bench.make_tenant(number integer) language plpgsql as $$
declare
  org uuid := bench.tenant(number);
begin
  insert into crm.organizations (id, slug, name, base_currency) values (org, 'bench-' || number, 'Bench ' || number, 'USD');
  perform crm_private.create_builtin_roles(org);
  insert into crm.teams (org_id, id, name, parent_id)
  select org, bench.team(number, t), 'team ' || t,
         case when t = 0 then null when t <= 4 then bench.team(number, 0) else bench.team(number, 1 + (t - 5) / 4) end
  from generate_series(0, 20) t;
  insert into auth.users (id, email)
  select bench.member(number, n), 'm' || n || '@bench-' || number || '.test' from generate_series(1, bench.member_count(number)) n
  on conflict do nothing;
  insert into crm.users (id, email, full_name)
  select bench.member(number, n), 'm' || n || '@bench-' || number || '.test', 'Member ' || n from generate_series(1, bench.member_count(number)) n
  on conflict do nothing;
  insert into crm.memberships (org_id, user_id, role_id, team_id, status, is_default)
  select org, bench.member(number, n), r.id, bench.team(number, bench.team_of(n)), 'active', true
  from generate_series(1, bench.member_count(number)) n
  join crm.roles r on r.org_id = org and r.key = case when n <= 2 then 'admin' when n <= 10 then 'manager' else 'rep' end;
  insert into crm.pipelines (org_id, id, name, position, is_default) values (org, md5('pipeline:' || number)::uuid, 'Sales', 1, true);
  insert into crm.lost_reasons (org_id, id, name) values (org, md5('reason:' || number)::uuid, 'Price');
  insert into crm.stages (org_id, id, pipeline_id, name, position, type, probability, forecast_category)
  select org, md5('stage:' || number || ':' || s)::uuid, md5('pipeline:' || number)::uuid, 'Stage ' || s, s,
         case s when 5 then 'won' when 6 then 'lost' else 'open' end,
         case s when 5 then 1 when 6 then 0 else s * 0.2 end,
         case s when 5 then 'closed' when 6 then 'omitted' else 'pipeline' end
  from generate_series(1, 6) s;
end $$;

-- Many at once: an organization, a role with the rights of a rep, and its members.
create or replace procedure bench.make_small_tenants(target integer) language plpgsql as $$
declare
  present integer := (select count(*) from crm.organizations where slug like 'bench-%');
begin
  set local session_replication_role = replica;
  insert into crm.organizations (id, slug, name, base_currency)
  select bench.tenant(n), 'bench-' || n, 'Bench ' || n, 'USD' from generate_series(present + 1, target) n;
  insert into crm.roles (org_id, id, key, name)
  select bench.tenant(n), md5('role:' || n)::uuid, 'rep', 'Rep' from generate_series(present + 1, target) n;
  insert into crm.permissions (org_id, role_id, resource, action, scope)
  select bench.tenant(n), md5('role:' || n)::uuid, resource, action, 'own'
  from generate_series(present + 1, target) n, unnest(array['account', 'contact', 'lead', 'deal', 'activity']) resource,
       unnest(array['read', 'create', 'update']) action;
  insert into crm.users (id, email, full_name)
  select bench.member(n, m), 'm' || m || '@bench-' || n || '.test', 'Member ' || m
  from generate_series(present + 1, target) n, generate_series(1, 5) m;
  insert into crm.memberships (org_id, user_id, role_id, status, is_default)
  select bench.tenant(n), bench.member(n, m), md5('role:' || n)::uuid, 'active', true
  from generate_series(present + 1, target) n, generate_series(1, 5) m;
  set local session_replication_role = origin;
end $$;

-- Rows are laid down as a load would leave them; triggers stay out so that a million take minutes, not an hour.
create or replace procedure bench.add_deals(target bigint, tenants integer default 100) language plpgsql as $$
declare
  present bigint := (select count(*) from crm.deals);
begin
  set local session_replication_role = replica;
  insert into crm.deals (org_id, id, owner_id, team_id, name, pipeline_id, stage_id, status, amount, currency, probability,
                         forecast_category, created_at, updated_at, stage_entered_at, closed_at, lost_reason_id, board_position, custom)
  select bench.tenant(tenant), crm_ext.uuid_v7_at(at), bench.member(tenant, member), bench.team(tenant, bench.team_of(member)),
         'Deal ' || g || ' w' || g * 7 % 2003, md5('pipeline:' || tenant)::uuid, md5('stage:' || tenant || ':' || stage)::uuid,
         case stage when 5 then 'won' when 6 then 'lost' else 'open' end, (g * 7919 % 1000000) / 100.0, 'USD',
         case stage when 5 then 1 when 6 then 0 else stage * 0.2 end,
         case stage when 5 then 'closed' when 6 then 'omitted' else 'pipeline' end,
         at, at, at, case when stage >= 5 then at end, case stage when 6 then md5('reason:' || tenant)::uuid end, g,
         jsonb_build_object('region', (array['north', 'south', 'east', 'west'])[1 + g % 4], 'code', 'c' || g * 7907 % 20011)
  from (select g, at, tenant, stage, 1 + ((g * 7873 + g / 2000) % bench.member_count(tenant))::integer as member
        from (select g, timestamptz '2025-01-01' + g * interval '30 s' as at, 1 + (g * 31 % 6)::integer as stage,
                     case
                       when tenants = 1 then 1
                       when tenants = 100 then case when g % 2 = 0 then 1 else 2 + (g / 2 % 99)::integer end
                       else 1 + (g * 31 % tenants)::integer
                     end as tenant
              from generate_series(present + 1, target) g) placed) numbered;
  set local session_replication_role = origin;
end $$;

do $$
begin
  if not exists (select 1 from crm.organizations where slug = 'bench-1') then
    for number in 1..100 loop
      call bench.make_tenant(number);
    end loop;
  end if;
end $$;
