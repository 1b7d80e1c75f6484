-- Who works where, in which team, with which rights; and which logins may speak for a user.

create table crm.roles (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  key text not null,
  name text not null,
  is_builtin boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint roles_pkey primary key (org_id, id),
  constraint roles_key_key unique (org_id, key),
  constraint roles_key_check check (key ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
comment on table crm.roles is 'A named set of permissions. Every organization has admin, manager, rep, support and analyst.';

create table crm.permissions (
  org_id uuid not null default crm_ext.current_org(),
  role_id uuid not null,
  resource text not null,
  action text not null,
  scope text not null default 'none',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint permissions_pkey primary key (org_id, role_id, resource, action),
  constraint permissions_resource_check check (resource ~ '^[a-z][a-z0-9_.]{0,62}$'),
  constraint permissions_action_check check (action in ('read', 'create', 'update', 'delete')),
  constraint permissions_scope_check check (scope in ('none', 'own', 'team', 'org')),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint role_id foreign key (org_id, role_id) references crm.roles (org_id, id) on delete cascade
);
comment on table crm.permissions is 'How far a role may act on a kind of record. A missing row means none.';
comment on column crm.permissions.resource is 'Kind of record, for example deal.';
comment on column crm.permissions.scope is 'none, own (owned by the member), team (the member''s team and those below it), org (all).';

create table crm.teams (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  name text not null,
  parent_id uuid,
  lead_user_id uuid,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint teams_pkey primary key (org_id, id),
  constraint teams_name_key unique (org_id, name),
  constraint teams_name_check check (name = btrim(name) and char_length(name) between 1 and 200),
  constraint teams_parent_id_check check (parent_id <> id),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint parent_id foreign key (org_id, parent_id) references crm.teams (org_id, id)
);
create index teams_parent_id_idx on crm.teams (org_id, parent_id);
create index teams_lead_user_id_idx on crm.teams (org_id, lead_user_id);
comment on table crm.teams is 'Teams form a tree; scope team reaches from the member''s team downwards.';

create table crm.memberships (
  org_id uuid not null default crm_ext.current_org(),
  user_id uuid not null,
  role_id uuid not null,
  team_id uuid,
  status text not null default 'active',
  is_default boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint memberships_pkey primary key (org_id, user_id),
  constraint memberships_status_check check (status in ('active', 'invited', 'suspended')),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint user_id foreign key (user_id) references crm.users (id),
  constraint role_id foreign key (org_id, role_id) references crm.roles (org_id, id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id)
);
create index memberships_user_id_idx on crm.memberships (user_id);
create index memberships_role_id_idx on crm.memberships (org_id, role_id);
create index memberships_team_id_idx on crm.memberships (org_id, team_id);
comment on table crm.memberships is 'A user''s place in an organization. Rights come from here at each request, never from the token.';
comment on column crm.memberships.is_default is 'The organization that is active when neither the token nor the X-Org-Id header names one.';

alter table crm.teams
  add constraint lead_user_id foreign key (org_id, lead_user_id)
  references crm.memberships (org_id, user_id) on delete set null (lead_user_id);

alter table crm.organizations
  -- squawk-ignore adding-foreign-key-constraint, constraint-missing-not-valid
  add constraint default_owner_id foreign key (id, default_owner_id) references crm.memberships (org_id, user_id);
-- squawk-ignore require-concurrent-index-creation
create index organizations_default_owner_id_idx on crm.organizations (id, default_owner_id);

create table crm_private.claim_sources (
  login name not null,
  constraint claim_sources_pkey primary key (login)
);
comment on table crm_private.claim_sources is
  'Logins whose request.jwt.claims are believed. Any other login that sets claims is nobody.';
insert into crm_private.claim_sources (login) values ('authenticator'), ('postgres'), ('supabase_admin');
