-- Fields that a role may not read or not change, set at run time; and the columns in which each field shows.

create table crm.field_permissions (
  org_id uuid not null default crm_ext.current_org(),
  role_id uuid not null,
  resource text not null,
  field text not null,
  can_read boolean not null default false,
  can_update boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint field_permissions_pkey primary key (org_id, role_id, resource, field),
  constraint field_permissions_resource_check check (resource ~ '^[a-z][a-z0-9_.]{0,62}$'),
  constraint field_permissions_field_check check (field ~ '^[a-z][a-z0-9_]{0,62}$'),
  constraint field_permissions_edit_implies_read_check check (can_read or not can_update),
  constraint role_id foreign key (org_id, role_id) references crm.roles (org_id, id) on delete cascade
);
comment on table crm.field_permissions is
  'What a role may not do with single fields; a field without a row is open. Written by crm.set_field_permission. Example: GET /field_permissions?select=resource,field,can_read.';
comment on column crm.field_permissions.resource is 'Kind of record, for example deal, or its sensitive side, for example deal.financials.';
comment on column crm.field_permissions.field is 'The column''s name, for example amount.';
comment on column crm.field_permissions.can_read is 'Whether the role sees the field; where it does not, the field is null at every door.';
comment on column crm.field_permissions.can_update is 'Whether the role may change the field.';

create table crm_private.field_columns (
  resource text not null,
  field text not null,
  table_name text not null,
  column_name text not null,
  constraint field_columns_pkey primary key (resource, field, table_name, column_name)
);
comment on table crm_private.field_columns is
  'In which columns the field of a resource shows: * for every field, in the column of its name; other rows are copies and sums. '
  'The first row of a resource names its table.';
insert into crm_private.field_columns (resource, field, table_name, column_name) values
  ('account', '*', 'crm.accounts', '*'), ('contact', '*', 'crm.contacts', '*'), ('lead', '*', 'crm.leads', '*'),
  ('deal', '*', 'crm.deals', '*'), ('activity', '*', 'crm.activities', '*'), ('note', '*', 'crm.notes', '*'),
  ('attachment', '*', 'crm.attachments', '*'), ('product', '*', 'crm.products', '*'),
  ('deal.financials', '*', 'crm.deal_financials', '*'), ('contact.private', '*', 'crm.contact_private', '*'),
  ('membership.compensation', '*', 'crm.membership_compensation', '*'),
  ('deal', 'amount', 'crm.deal_stage_history', 'amount'),
  ('deal', 'amount', 'crm_private.deal_statistics_base', 'amount_sum'),
  ('deal', 'amount', 'crm_private.deal_statistics_base', 'valued_count'),
  ('deal', 'amount', 'crm_private.deal_statistics_deltas', 'amount_sum'),
  ('deal', 'amount', 'crm_private.deal_statistics_deltas', 'valued_count'),
  ('contact', 'email', 'crm.contact_points', 'value'), ('contact', 'email', 'crm.contact_points', 'normalized_value'),
  ('contact', 'phone', 'crm.contact_points', 'value'), ('contact', 'phone', 'crm.contact_points', 'normalized_value'),
  ('lead', 'email', 'crm.leads', 'normalized_email'), ('lead', 'phone', 'crm.leads', 'normalized_phone'),
  ('*', '*', 'crm.deleted_records', 'row_data');
