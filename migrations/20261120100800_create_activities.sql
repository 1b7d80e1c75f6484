-- What people did with customers, in monthly partitions by the time in the id, and the records it concerns.

create table crm.activities (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  owner_id uuid not null default crm_ext.current_user_id(),
  team_id uuid,
  kind text not null,
  subject text,
  body text,
  status text not null default 'open',
  priority text not null default 'normal',
  occurred_at timestamptz not null default now(),
  due_at timestamptz,
  done_at timestamptz,
  duration_seconds integer,
  outcome text,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint activities_pkey primary key (org_id, id),
  constraint activities_kind_check check (kind in ('task', 'call', 'meeting', 'email', 'note')),
  constraint activities_status_check check (status in ('open', 'done', 'canceled')),
  constraint activities_done_at_check check ((status = 'done') = (done_at is not null)),
  constraint activities_priority_check check (priority in ('low', 'normal', 'high')),
  constraint activities_duration_seconds_check check (duration_seconds >= 0),
  constraint activities_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint owner_id foreign key (org_id, owner_id) references crm.memberships (org_id, user_id),
  constraint team_id foreign key (org_id, team_id) references crm.teams (org_id, id)
) partition by range (id);
create index activities_owner_id_occurred_at_idx on crm.activities (org_id, owner_id, occurred_at desc) include (team_id);
create index activities_occurred_at_idx on crm.activities (org_id, occurred_at desc) include (owner_id, team_id);
create index activities_team_id_idx on crm.activities (org_id, team_id);
create index activities_due_at_idx on crm.activities (org_id, owner_id, due_at) where status = 'open';
comment on table crm.activities is 'Tasks, calls, meetings, e-mails and notes. The id is minted from occurred_at and names the monthly partition.';
comment on column crm.activities.occurred_at is 'When it happened or is planned; for a task when it was made.';
comment on column crm.activities.duration_seconds is 'Length of a call or meeting.';
comment on column crm.activities.outcome is 'What came of it, for example reached, voicemail, no_show.';

create table crm_private.activities_default partition of crm.activities default;
comment on table crm_private.activities_default is 'Activities of months without a partition of their own.';

create table crm.activity_links (
  org_id uuid not null default crm_ext.current_org(),
  activity_id uuid not null,
  account_id uuid,
  contact_id uuid,
  lead_id uuid,
  deal_id uuid,
  record_id uuid generated always as (coalesce(account_id, contact_id, lead_id, deal_id)) stored,
  constraint activity_links_pkey primary key (org_id, activity_id, record_id),
  constraint activity_links_one_record_check check (num_nonnulls(account_id, contact_id, lead_id, deal_id) = 1),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint activity_id foreign key (org_id, activity_id) references crm.activities (org_id, id) on delete cascade,
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade,
  constraint lead_id foreign key (org_id, lead_id) references crm.leads (org_id, id) on delete cascade,
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade
);
create index activity_links_account_id_idx on crm.activity_links (org_id, account_id, activity_id desc) where account_id is not null;
create index activity_links_contact_id_idx on crm.activity_links (org_id, contact_id, activity_id desc) where contact_id is not null;
create index activity_links_lead_id_idx on crm.activity_links (org_id, lead_id, activity_id desc) where lead_id is not null;
create index activity_links_deal_id_idx on crm.activity_links (org_id, deal_id, activity_id desc) where deal_id is not null;
comment on table crm.activity_links is 'The records an activity concerns, one a row; ordered by activity_id a record''s links are its timeline.';
