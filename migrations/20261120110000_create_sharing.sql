-- Rights beyond role and scope: conditions, sharing rules, shares of single records, teams of accounts and deals.

alter table crm.permissions
  add column condition jsonb,
  drop constraint permissions_action_check;
alter table crm.permissions
  add constraint permissions_action_check check (action in ('read', 'create', 'update', 'delete', 'execute')) not valid,
  add constraint permissions_condition_check
    check (condition is null or crm_ext.validate_condition(condition) is not null) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table crm.permissions validate constraint permissions_action_check, validate constraint permissions_condition_check;
comment on column crm.permissions.condition is
  'Which of the records in reach, for example {"field": "amount", "op": "lte", "value": 10000}; null for all.';

alter table crm.memberships
  add column attributes jsonb not null default '{}',
  add constraint memberships_attributes_check
    check (jsonb_typeof(attributes) = 'object' and octet_length(attributes::text) <= 16384) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table crm.memberships validate constraint memberships_attributes_check;
comment on column crm.memberships.attributes is
  'What conditions may ask of the member, for example {"region": "emea", "limits": [10000, 50000]}.';

alter table crm.organizations
  add column manager_reach text not null default 'team',
  add constraint organizations_manager_reach_check check (manager_reach in ('team', 'org')) not valid;
-- squawk-ignore constraint-missing-not-valid
alter table crm.organizations validate constraint organizations_manager_reach_check;
comment on column crm.organizations.manager_reach is 'Whether managers read the records of their team and those below, or of the organization.';

create table crm.sharing_rules (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  name text not null,
  resource text not null,
  access text not null default 'read',
  condition jsonb,
  source_team_id uuid,
  user_id uuid,
  team_id uuid,
  role_id uuid,
  is_active boolean not null default true,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint sharing_rules_pkey primary key (org_id, id),
  constraint sharing_rules_name_key unique (org_id, name),
  constraint sharing_rules_name_check check (name = btrim(name) and char_length(name) between 1 and 200),
  constraint sharing_rules_resource_check check (resource ~ '^[a-z][a-z0-9_.]{0,62}$'),
  constraint sharing_rules_access_check check (access in ('read', 'update')),
  constraint sharing_rules_condition_check
    check (condition is null or crm_ext.validate_condition(condition) is not null),
  constraint sharing_rules_one_grantee_check check (num_nonnulls(user_id, team_id, role_id) = 1),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint source_team_id foreign key (org_id, source_team_id) references crm.teams (org_id, id),
  constraint user_id foreign key (org_id, user_id) references crm.memberships (org_id, user_id) on delete cascade,
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint role_id foreign key (org_id, role_id) references crm.roles (org_id, id)
);
create index sharing_rules_source_team_id_idx on crm.sharing_rules (org_id, source_team_id);
create index sharing_rules_user_id_idx on crm.sharing_rules (org_id, user_id);
create index sharing_rules_team_id_idx on crm.sharing_rules (org_id, team_id);
create index sharing_rules_role_id_idx on crm.sharing_rules (org_id, role_id);
comment on table crm.sharing_rules is
  'Records of one kind that a member, a team with the teams below it, or a role may read or update beyond their scope. Rules only widen.';
comment on column crm.sharing_rules.condition is 'Which records; null for all. The language of permissions.condition.';
comment on column crm.sharing_rules.source_team_id is 'Only records of this team and the teams below it; null for any.';

create table crm.record_shares (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  user_id uuid,
  team_id uuid,
  role_id uuid,
  access text not null default 'read',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint record_shares_pkey primary key (org_id, id),
  constraint record_shares_once_key
    unique nulls not distinct (org_id, account_id, contact_id, lead_id, deal_id, user_id, team_id, role_id),
  constraint record_shares_one_record_check check (num_nonnulls(account_id, contact_id, lead_id, deal_id) = 1),
  constraint record_shares_one_grantee_check check (num_nonnulls(user_id, team_id, role_id) = 1),
  constraint record_shares_access_check check (access in ('read', 'update')),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade,
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade,
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade,
  constraint user_id foreign key (org_id, user_id) references crm.memberships (org_id, user_id) on delete cascade,
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id) on delete cascade,
  constraint role_id foreign key (org_id, role_id) references crm.roles (org_id, id) on delete cascade
);
create index record_shares_account_id_idx on crm.record_shares (org_id, account_id) where account_id is not null;
create index record_shares_contact_id_idx on crm.record_shares (org_id, contact_id) where contact_id is not null;
create index record_shares_lead_id_idx on crm.record_shares (org_id, lead_id) where lead_id is not null;
create index record_shares_deal_id_idx on crm.record_shares (org_id, deal_id) where deal_id is not null;
create index record_shares_user_id_idx on crm.record_shares (org_id, user_id);
create index record_shares_team_id_idx on crm.record_shares (org_id, team_id);
create index record_shares_role_id_idx on crm.record_shares (org_id, role_id);
comment on table crm.record_shares is
  'One account, contact, lead or deal that a member, a team with the teams below it, or a role may read or update beyond their scope.';
comment on column crm.record_shares.access is 'read, or update, which includes reading.';
