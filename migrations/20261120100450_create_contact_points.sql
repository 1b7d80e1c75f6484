-- The ways to reach a contact, and the companies a contact belongs to.

create table crm.contact_points (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  contact_id uuid not null,
  kind text not null,
  label text,
  value text not null,
  normalized_value text not null,
  is_primary boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint contact_points_pkey primary key (org_id, id),
  constraint contact_points_normalized_value_key unique (org_id, contact_id, kind, normalized_value),
  constraint contact_points_is_primary_excl exclude using btree (org_id with =, contact_id with =, kind with =)
    where (is_primary) deferrable,
  constraint contact_points_kind_check check (kind in ('email', 'phone', 'mobile', 'url')),
  constraint contact_points_value_check check (btrim(value) <> '' and char_length(value) <= 2000),
  constraint contact_points_email_check check (kind <> 'email' or normalized_value like '%_@_%'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade
);
create index contact_points_normalized_value_idx on crm.contact_points (org_id, normalized_value, kind);
comment on table crm.contact_points is 'E-mail addresses, phone numbers and links of a contact; at most one primary of each kind.';
comment on column crm.contact_points.normalized_value is
  'What value means: an e-mail address in lower case, a phone number in E.164. Filled by trigger.';

create table crm.account_contacts (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  account_id uuid not null,
  contact_id uuid not null,
  role text,
  is_primary boolean not null default false,
  valid_from date,
  valid_to date,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint account_contacts_pkey primary key (org_id, id),
  constraint account_contacts_role_key unique (org_id, account_id, contact_id, role),
  constraint account_contacts_valid_to_check check (valid_to >= valid_from),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint account_id foreign key (org_id, account_id) references crm.accounts (org_id, id) on delete cascade,
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade
);
create index account_contacts_contact_id_idx on crm.account_contacts (org_id, contact_id);
comment on table crm.account_contacts is 'A contact''s part in an account: decision maker, billing, former employee and so on.';
