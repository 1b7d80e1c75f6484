-- The tables that rights are read from, as the migrations make them but without what these tests do not need.
create schema crm;
create schema crm_private;
grant usage on schema crm, crm_ext to public;

create table crm.users (id uuid primary key, email text not null unique);
create table crm.organizations (id uuid primary key, slug text not null unique, name text not null);
create table crm.teams (org_id uuid not null, id uuid not null, parent_id uuid, primary key (org_id, id));
create table crm.roles (org_id uuid not null, id uuid not null, key text not null, primary key (org_id, id));
create table crm.permissions (
  org_id uuid not null, role_id uuid not null, resource text not null, action text not null, scope text not null,
  condition jsonb check (condition is null or crm_ext.validate_condition(condition) is not null),
  primary key (org_id, role_id, resource, action)
);
create table crm.memberships (
  org_id uuid not null, user_id uuid not null, role_id uuid not null, team_id uuid,
  status text not null default 'active', is_default boolean not null default false,
  created_at timestamptz not null default clock_timestamp(), attributes jsonb not null default '{}', primary key (org_id, user_id)
);
create table crm.sharing_rules (
  org_id uuid not null, id uuid not null default crm_ext.uuid_v7(), resource text not null, access text not null default 'read',
  condition jsonb, source_team_id uuid, user_id uuid, team_id uuid, role_id uuid, is_active boolean not null default true,
  primary key (org_id, id)
);
create table crm.record_shares (
  org_id uuid not null, id uuid not null default crm_ext.uuid_v7(), account_id uuid, contact_id uuid, lead_id uuid, deal_id uuid,
  user_id uuid, team_id uuid, role_id uuid, access text not null default 'read', primary key (org_id, id)
);
create table crm.account_team_members (
  org_id uuid not null, id uuid not null default crm_ext.uuid_v7(), account_id uuid not null, user_id uuid not null,
  title text, access text not null default 'read', primary key (org_id, id)
);
create table crm.deal_team_members (
  org_id uuid not null, id uuid not null default crm_ext.uuid_v7(), deal_id uuid not null, user_id uuid not null,
  title text, access text not null default 'read', primary key (org_id, id)
);
create table crm_private.claim_sources (login name primary key);
create table crm_private.system_admins (user_id uuid primary key);
create table crm_private.system_admin_visits (
  user_id uuid not null, org_id uuid not null, entered_at timestamptz not null default now(), expires_at timestamptz not null,
  left_at timestamptz
);
create table crm_private.sql_logins (login name primary key, org_id uuid not null, user_id uuid not null, is_read_only boolean not null);

do $$
declare
  source regclass;
begin
  foreach source in array array['crm.organizations', 'crm.teams', 'crm.roles', 'crm.permissions', 'crm.memberships',
    'crm_private.claim_sources', 'crm_private.system_admins', 'crm_private.system_admin_visits', 'crm_private.sql_logins',
    'crm.sharing_rules', 'crm.record_shares', 'crm.account_team_members', 'crm.deal_team_members']::regclass[] loop
    execute format('create trigger authorization_changed after insert or update or delete or truncate on %s '
      'for each statement execute function crm_ext.authorization_changed()', source);
  end loop;
end
$$;

create table crm.deals (
  org_id uuid not null default crm_ext.current_org(), id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(), team_id uuid, pipeline_id uuid not null default tests.id('sales'),
  stage_id uuid not null default tests.id('new'), name text not null default '', currency char(3) default 'EUR',
  amount numeric(19, 4), custom jsonb not null default '{}', created_at timestamptz not null default now(), primary key (org_id, id)
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
