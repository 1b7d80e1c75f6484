-- Companies and the people in them.

create table crm.accounts (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  name text not null,
  domain text,
  website text,
  parent_id uuid,
  account_type text,
  industry text,
  employee_count integer,
  annual_revenue numeric(19, 4),
  currency char(3),
  founded_year integer,
  phone text,
  country text,
  city text,
  description text,
  lifecycle_stage text,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint accounts_pkey primary key (org_id, id),
  constraint accounts_name_check check (btrim(name) <> '' and char_length(name) <= 300),
  constraint accounts_domain_check check (domain = lower(domain) and domain !~ '[[:space:]/]'),
  constraint accounts_parent_id_check check (parent_id <> id),
  constraint accounts_employee_count_check check (employee_count >= 0),
  constraint accounts_annual_revenue_check check (annual_revenue is null or currency is not null),
  constraint accounts_founded_year_check check (founded_year between 1000 and 2200),
  constraint accounts_account_type_check check (account_type in ('prospect', 'customer', 'partner', 'reseller', 'vendor', 'competitor', 'other')),
  constraint accounts_lifecycle_stage_check check (lifecycle_stage in ('subscriber', 'lead', 'qualified', 'opportunity', 'customer', 'former_customer', 'other')),
  constraint accounts_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint parent_id foreign key (org_id, parent_id) references crm.accounts (org_id, id) on delete set null (parent_id),
  constraint currency foreign key (currency) references crm.currencies (code)
);
create index accounts_owner_id_created_at_idx on crm.accounts (org_id, owner_id, created_at desc) include (team_id);
create index accounts_created_at_idx on crm.accounts (org_id, created_at desc) include (owner_id, team_id);
create index accounts_team_id_idx on crm.accounts (org_id, team_id);
create index accounts_parent_id_idx on crm.accounts (org_id, parent_id) where parent_id is not null;
create index accounts_domain_idx on crm.accounts (org_id, domain) where domain is not null;
create index accounts_name_idx on crm.accounts (org_id, name);
create index accounts_currency_idx on crm.accounts (currency) where currency is not null;
comment on table crm.accounts is 'A company that is, was or may become a customer; accounts form a tree by parent_id.';
comment on column crm.accounts.domain is 'Registered host name in lower case, for example example.com; taken from website when not given.';
comment on column crm.accounts.annual_revenue is 'A year''s revenue in units of currency.';

create table crm.contacts (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  first_name text,
  last_name text,
  full_name text generated always as (btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) stored,
  job_title text,
  account_id uuid,
  email text,
  phone text,
  do_not_call boolean not null default false,
  description text,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint contacts_pkey primary key (org_id, id),
  constraint contacts_named_check check (
    btrim(coalesce(first_name, '')) <> '' or btrim(coalesce(last_name, '')) <> '' or email is not null or phone is not null),
  constraint contacts_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete set null (account_id)
);
create index contacts_owner_id_created_at_idx on crm.contacts (org_id, owner_id, created_at desc) include (team_id);
create index contacts_created_at_idx on crm.contacts (org_id, created_at desc) include (owner_id, team_id);
create index contacts_team_id_idx on crm.contacts (org_id, team_id);
create index contacts_account_id_idx on crm.contacts (org_id, account_id) where account_id is not null;
create index contacts_email_idx on crm.contacts (org_id, email) where email is not null;
comment on table crm.contacts is 'A person. account_id is the primary employer; further ones stand in account_contacts.';
comment on column crm.contacts.email is 'The primary e-mail address; kept in step with contact_points.';
comment on column crm.contacts.phone is 'The primary phone number; kept in step with contact_points.';
comment on column crm.contacts.do_not_call is 'The person asked not to be telephoned.';
