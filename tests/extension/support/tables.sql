-- The tables that rights are read from, as the migrations make them but without what these tests do not need.
create schema crm;
create schema crm_private;
grant usage on schema crm, crm_ext to public;

create table crm.organizations (id uuid primary key, slug text not null unique, name text not null);
create table crm.teams (org_id uuid not null, id uuid not null, parent_id uuid, primary key (org_id, id));
create table crm.roles (org_id uuid not null, id uuid not null, key text not null, primary key (org_id, id));
create table crm.permissions (
  org_id uuid not null, role_id uuid not null, resource text not null, action text not null, scope text not null,
  primary key (org_id, role_id, resource, action)
);
create table crm.memberships (
  org_id uuid not null, user_id uuid not null, role_id uuid not null, team_id uuid,
  status text not null default 'active', is_default boolean not null default false,
  created_at timestamptz not null default clock_timestamp(), primary key (org_id, user_id)
);
create table crm_private.claim_sources (login name primary key);

do $$
declare
  source regclass;
begin
  foreach source in array array['crm.organizations', 'crm.teams', 'crm.roles', 'crm.permissions', 'crm.memberships',
    'crm_private.claim_sources']::regclass[] loop
    execute format('create trigger authorization_changed after insert or update or delete or truncate on %s '
      'for each statement execute function crm_ext.authorization_changed()', source);
  end loop;
end
$$;

create table crm.deals (
  org_id uuid not null default crm_ext.current_org(), id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(), team_id uuid, pipeline_id uuid not null default tests.id('sales'),
  stage_id uuid not null default tests.id('new'), name text not null default '', currency char(3) default 'EUR',
  amount numeric(19, 4), created_at timestamptz not null default now(), primary key (org_id, id)
);
alter table crm.deals enable row level security, force row level security;
grant select, insert, update, delete on crm.deals to anon, authenticated, service_role;
create policy deals_read on crm.deals for select
  using (org_id = (select crm_ext.current_org()) and crm_ext.row_visible('deal', org_id, owner_id, team_id));
create policy deals_create on crm.deals for insert
  with check (crm_ext.row_allowed('create', 'deal', org_id, owner_id, team_id));
create policy deals_update on crm.deals for update
  using (org_id = (select crm_ext.current_org()) and crm_ext.row_allowed('update', 'deal', org_id, owner_id, team_id));
create policy deals_delete on crm.deals for delete
  using (org_id = (select crm_ext.current_org()) and crm_ext.row_allowed('delete', 'deal', org_id, owner_id, team_id));
