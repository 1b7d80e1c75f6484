-- People who work on one account or deal together; and the operators of the whole installation.

create table crm.account_team_members (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  account_id uuid not null,
  user_id uuid not null,
  title text,
  access text not null default 'read',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint account_team_members_pkey primary key (org_id, id),
  constraint account_team_members_user_id_key unique (org_id, account_id, user_id),
  constraint account_team_members_title_check check (btrim(title) <> '' and char_length(title) <= 200),
  constraint account_team_members_access_check check (access in ('read', 'update')),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint user_id foreign key (org_id, user_id) references crm.memberships (org_id, user_id) on delete cascade
);
create index account_team_members_user_id_idx on crm.account_team_members (org_id, user_id);
comment on table crm.account_team_members is 'Members who work on an account; they may read or update it whatever their scope.';
comment on column crm.account_team_members.title is 'The member''s part in the work, for example Technical consultant.';
comment on column crm.account_team_members.access is 'read, or update, which includes reading.';

create table crm.deal_team_members (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  deal_id uuid not null,
  user_id uuid not null,
  title text,
  access text not null default 'read',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint deal_team_members_pkey primary key (org_id, id),
  constraint deal_team_members_user_id_key unique (org_id, deal_id, user_id),
  constraint deal_team_members_title_check check (btrim(title) <> '' and char_length(title) <= 200),
  constraint deal_team_members_access_check check (access in ('read', 'update')),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade,
  constraint user_id foreign key (org_id, user_id) references crm.memberships (org_id, user_id) on delete cascade
);
create index deal_team_members_user_id_idx on crm.deal_team_members (org_id, user_id);
comment on table crm.deal_team_members is 'Members who work on a deal; they may read or update it whatever their scope.';
comment on column crm.deal_team_members.title is 'The member''s part in the work, for example Solution engineer.';
comment on column crm.deal_team_members.access is 'read, or update, which includes reading.';

create table crm_private.system_admins (
  user_id uuid not null,
  granted_at timestamptz not null default now(),
  constraint system_admins_pkey primary key (user_id),
  constraint user_id foreign key (user_id) references crm.users (id) on delete cascade
);
comment on table crm_private.system_admins is
  'Operators of the installation. They have no rights in an organization until they enter it with a reason (system_admin_visits).';

create table crm_private.system_admin_visits (
  id uuid not null default crm_ext.uuid_v7(),
  user_id uuid not null,
  org_id uuid not null,
  reason text not null,
  entered_at timestamptz not null default now(),
  expires_at timestamptz not null,
  left_at timestamptz,
  constraint system_admin_visits_pkey primary key (id),
  constraint system_admin_visits_reason_check check (btrim(reason) <> '' and char_length(reason) <= 1000),
  constraint system_admin_visits_expires_at_check check (expires_at > entered_at),
  constraint user_id foreign key (user_id) references crm.users (id),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
create index system_admin_visits_user_id_idx on crm_private.system_admin_visits (user_id, org_id, expires_at);
create index system_admin_visits_org_id_idx on crm_private.system_admin_visits (org_id);
comment on table crm_private.system_admin_visits is
  'When a system administrator worked in an organization, and why. An open visit gives all rights in it until expires_at.';
