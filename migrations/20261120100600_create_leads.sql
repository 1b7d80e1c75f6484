-- People who showed interest and are not yet qualified; where they came from and how they are scored.

create table crm.lead_sources (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  key text not null,
  name text not null,
  capture_key uuid not null default gen_random_uuid(),
  default_owner_id uuid,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint lead_sources_pkey primary key (org_id, id),
  constraint lead_sources_key_key unique (org_id, key),
  constraint lead_sources_capture_key_key unique (org_id, capture_key),
  constraint lead_sources_key_check check (key ~ '^[a-z0-9][a-z0-9_]{0,62}$'),
  constraint lead_sources_name_check check (btrim(name) <> ''),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint default_owner_id foreign key (org_id, default_owner_id)
    references crm.memberships (org_id, user_id) on delete set null (default_owner_id)
);
create index lead_sources_capture_key_idx on crm.lead_sources (capture_key);
create index lead_sources_default_owner_id_idx on crm.lead_sources (org_id, default_owner_id);
comment on table crm.lead_sources is 'Where leads and deals come from: a web form, a fair, a partner.';
comment on column crm.lead_sources.capture_key is 'What a public web form shows to crm.capture_lead; it names the organization and the source, and grants nothing else.';
comment on column crm.lead_sources.default_owner_id is 'Owner of leads captured from here; without one the organization''s default owner.';

create table crm.scoring_models (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  object text not null default 'lead',
  name text not null,
  version integer not null default 1,
  definition jsonb not null,
  is_active boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint scoring_models_pkey primary key (org_id, id),
  constraint scoring_models_version_key unique (org_id, object, name, version),
  constraint scoring_models_is_active_excl exclude using btree (org_id with =, object with =) where (is_active),
  constraint scoring_models_object_check check (object = 'lead'),
  constraint scoring_models_version_check check (version >= 1),
  constraint org_id foreign key (org_id) references crm.organizations (id)
);
comment on table crm.scoring_models is 'Versions of the rules that score leads; at most one a kind of record is active.';

create table crm.leads (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  first_name text,
  last_name text,
  full_name text generated always as (btrim(coalesce(first_name, '') || ' ' || coalesce(last_name, ''))) stored,
  email text,
  normalized_email text,
  phone text,
  normalized_phone text,
  company text,
  job_title text,
  website text,
  industry text,
  country text,
  employee_count integer,
  annual_revenue numeric(19, 4),
  source_id uuid,
  status text not null default 'new',
  rating text,
  description text,
  score_hundredths integer not null default 0,
  score numeric(12, 2) generated always as (score_hundredths / 100.0) stored,
  grade text,
  scored_at timestamptz,
  converted_at timestamptz,
  converted_account_id uuid,
  converted_contact_id uuid,
  converted_deal_id uuid,
  last_activity_at timestamptz,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint leads_pkey primary key (org_id, id),
  constraint leads_named_check check (coalesce(nullif(btrim(first_name), ''), nullif(btrim(last_name), ''), email, phone, company) is not null),
  constraint leads_email_check check (email is null or normalized_email is not null),
  constraint leads_status_check check (status in ('new', 'working', 'qualified', 'unqualified', 'converted')),
  constraint leads_converted_at_check check ((status = 'converted') = (converted_at is not null)),
  constraint leads_rating_check check (rating in ('hot', 'warm', 'cold')),
  constraint leads_employee_count_check check (employee_count >= 0),
  constraint leads_annual_revenue_check check (annual_revenue <> 'NaN'),
  constraint leads_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id),
  constraint source_id foreign key (org_id, source_id) references crm.lead_sources (org_id, id) on delete set null (source_id),
  constraint converted_account_id foreign key (org_id, converted_account_id)
    references crm.accounts (org_id, id) on delete set null (converted_account_id),
  constraint converted_contact_id foreign key (org_id, converted_contact_id)
    references crm.contacts (org_id, id) on delete set null (converted_contact_id)
);
create index leads_owner_id_created_at_idx on crm.leads (org_id, owner_id, created_at desc) include (team_id);
create index leads_created_at_idx on crm.leads (org_id, created_at desc) include (owner_id, team_id);
create index leads_team_id_idx on crm.leads (org_id, team_id);
create index leads_score_idx on crm.leads (org_id, score_hundredths desc) include (owner_id, team_id);
create index leads_normalized_email_idx on crm.leads (org_id, normalized_email) where normalized_email is not null;
create index leads_source_id_idx on crm.leads (org_id, source_id) where source_id is not null;
create index leads_converted_account_id_idx on crm.leads (org_id, converted_account_id) where converted_account_id is not null;
create index leads_converted_contact_id_idx on crm.leads (org_id, converted_contact_id) where converted_contact_id is not null;
comment on table crm.leads is 'A person or company that showed interest. Conversion makes an account, a contact and a deal of it; then it is read-only.';
comment on column crm.leads.status is 'new, working, qualified, unqualified; converted is set by crm.convert_lead alone.';
comment on column crm.leads.score_hundredths is 'The active model''s score in hundredths of a point: 4250 is 42.50.';
comment on column crm.leads.grade is 'The score as a letter (fit) and a digit (engagement), for example A2.';
comment on column crm.leads.annual_revenue is 'A year''s revenue in the organization''s base currency.';
comment on column crm.leads.normalized_phone is 'phone in E.164, null when it cannot be read as a phone number.';
