-- Callers whose rights are more than a scope, and what the naive and the wrapped policies of the comparison read.

-- Member 1001 of tenant 1: a rep with 100 deals shared by hand. Member 1002: sees the organization's deals up to 5,000.
insert into crm.roles (org_id, id, key, name)
select bench.tenant(1), md5('role:conditional')::uuid, 'bench_conditional', 'Deals up to 5,000' on conflict do nothing;
insert into crm.permissions (org_id, role_id, resource, action, scope, condition)
select bench.tenant(1), md5('role:conditional')::uuid, 'deal', 'read', 'org', '{"field": "amount", "op": "lte", "value": 5000}'
on conflict do nothing;
update crm.memberships m set role_id = md5('role:conditional')::uuid
where m.org_id = bench.tenant(1) and m.user_id = bench.member(1, 1002) and m.role_id <> md5('role:conditional')::uuid;

create or replace procedure bench.share_deals() language plpgsql as $$
begin
  delete from crm.record_shares where org_id = bench.tenant(1);
  insert into crm.record_shares (org_id, deal_id, user_id)
  select d.org_id, d.id, bench.member(1, 1001)
  from (select org_id, id, owner_id from crm.deals where org_id = bench.tenant(1) order by created_at desc, id limit 2000) d
  where d.owner_id <> bench.member(1, 1001)
  order by md5(d.id::text) limit 100;
end $$;

-- What an application without the extension would keep: one row a member, without row security.
create table if not exists bench.access (
  user_id uuid not null, org_id uuid not null, scope text not null, teams uuid[] not null, primary key (user_id, org_id)
);
grant usage on schema bench to public;
grant select on bench.access to public;

create or replace function bench.uid() returns uuid language sql stable as
$$ select (nullif(current_setting('request.jwt.claims', true), '')::jsonb ->> 'sub')::uuid $$;
grant execute on function bench.uid() to public;

do $$
declare
  peer name;
begin
  foreach peer in array array['bench_naive', 'bench_wrapped'] loop
    if not exists (select 1 from pg_roles where rolname = peer) then
      execute format('create role %I', peer);
    end if;
    execute format('grant usage on schema crm, bench to %I', peer);
    execute format('grant select on crm.deals to %I', peer);
    execute format('drop policy if exists %I on crm.deals', peer);
  end loop;
end $$;
-- As first attempts look: a subquery on the memberships for each row, the user asked for each row.
create policy bench_naive on crm.deals for select to bench_naive using (
  exists (
    select 1 from bench.access a
    where a.user_id = bench.uid() and a.org_id = deals.org_id
      and (a.scope = 'org' or deals.owner_id = bench.uid() or a.scope = 'team' and deals.team_id = any (a.teams))
  )
);
-- As Supabase's guide to fast policies has it: the user in a select of its own, sets instead of joins.
create policy bench_wrapped on crm.deals for select to bench_wrapped using (
  org_id in (select a.org_id from bench.access a where a.user_id = (select bench.uid()))
  and (
    (select a.scope from bench.access a where a.user_id = (select bench.uid()) limit 1) = 'org'
    or owner_id = (select bench.uid())
    or team_id in (select t from bench.access a cross join unnest(a.teams) t where a.user_id = (select bench.uid()) and a.scope = 'team')
  )
);
