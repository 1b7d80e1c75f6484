-- What is sensitive about a record stands in a table of its own beside it, with rights of its own: it is embedded where it
-- may be read, and no column of the record has to be hidden.

create table crm.deal_financials (
  org_id uuid not null default crm_ext.current_org(),
  deal_id uuid not null,
  cost numeric(19, 4),
  currency char(3),
  margin_percent numeric(7, 4),
  approved_discount_percent numeric(7, 4),
  commission_percent numeric(7, 4),
  note text,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint deal_financials_pkey primary key (org_id, deal_id),
  constraint deal_financials_cost_check check (cost >= 0 and cost <> 'NaN'),
  constraint deal_financials_currency_check check (cost is null or currency is not null),
  constraint deal_financials_margin_percent_check check (margin_percent <= 100),
  constraint deal_financials_approved_discount_percent_check check (
    approved_discount_percent >= 0 and approved_discount_percent <= 100),
  constraint deal_financials_commission_percent_check check (commission_percent >= 0 and commission_percent <= 100),
  constraint deal_financials_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint deal_id foreign key (org_id, deal_id) references crm.deals (org_id, id) on delete cascade,
  constraint currency foreign key (currency) references crm.currencies (code)
);
create index deal_financials_currency_idx on crm.deal_financials (currency) where currency is not null;
comment on table crm.deal_financials is
  'What a deal costs and earns, one row a deal; rights: the resource deal.financials. Example: GET /deals?select=name,deal_financials(margin_percent).';
comment on column crm.deal_financials.cost is 'What delivering the deal costs, in units of currency.';
comment on column crm.deal_financials.margin_percent is 'Share of the amount that remains after cost: 0 to 100, negative for a loss.';
comment on column crm.deal_financials.approved_discount_percent is 'The greatest discount that was approved, 0 to 100.';
comment on column crm.deal_financials.commission_percent is 'Share of the amount that the seller earns, 0 to 100.';
comment on column crm.deal_financials.custom is 'Custom fields that only those see who read the deal''s financials.';

create table crm.contact_private (
  org_id uuid not null default crm_ext.current_org(),
  contact_id uuid not null,
  birth_on date,
  private_email text,
  private_phone text,
  home_street text,
  home_postal_code text,
  home_city text,
  home_region text,
  home_country char(2),
  note text,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint contact_private_pkey primary key (org_id, contact_id),
  constraint contact_private_private_email_check check (private_email like '%_@_%'),
  constraint contact_private_home_country_check check (home_country ~ '^[A-Z]{2}$'),
  constraint contact_private_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint contact_id foreign key (org_id, contact_id) references crm.contacts (org_id, id) on delete cascade
);
comment on table crm.contact_private is
  'What is private about a contact, one row a contact; rights: the resource contact.private. Example: GET /contacts?select=full_name,contact_private(birth_on).';
comment on column crm.contact_private.home_country is 'ISO 3166 code, for example AT.';
comment on column crm.contact_private.custom is 'Custom fields that only those see who read what is private about the contact.';

create table crm.membership_compensation (
  org_id uuid not null default crm_ext.current_org(),
  user_id uuid not null,
  salary numeric(19, 4),
  variable_target numeric(19, 4),
  commission_percent numeric(7, 4),
  currency char(3),
  valid_from date,
  note text,
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint membership_compensation_pkey primary key (org_id, user_id),
  constraint membership_compensation_salary_check check (salary >= 0 and salary <> 'NaN'),
  constraint membership_compensation_variable_target_check check (variable_target >= 0 and variable_target <> 'NaN'),
  constraint membership_compensation_currency_check check (salary is null and variable_target is null or currency is not null),
  constraint membership_compensation_commission_percent_check check (commission_percent >= 0 and commission_percent <= 100),
  constraint membership_compensation_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint user_id foreign key (org_id, user_id) references crm.memberships (org_id, user_id) on delete cascade,
  constraint currency foreign key (currency) references crm.currencies (code)
);
create index membership_compensation_currency_idx on crm.membership_compensation (currency) where currency is not null;
comment on table crm.membership_compensation is
  'What a member is paid, one row a member; rights: the resource membership.compensation, whose owner is the member. Example: GET /membership_compensation?select=salary,currency.';
comment on column crm.membership_compensation.salary is 'Fixed pay of a year, in units of currency.';
comment on column crm.membership_compensation.variable_target is 'Variable pay of a year when all targets are met, in units of currency.';
comment on column crm.membership_compensation.commission_percent is 'Share of won amounts that the member earns, 0 to 100.';
