-- Tenants, the people who work in them, and the currencies of the world.

create table crm.currencies (
  code char(3) not null,
  name text not null,
  minor_units smallint not null default 2,
  constraint currencies_pkey primary key (code),
  constraint currencies_code_check check (code ~ '^[A-Z]{3}$'),
  constraint currencies_minor_units_check check (minor_units between 0 and 4)
);
comment on table crm.currencies is 'ISO 4217 currencies; the same for every organization.';
comment on column crm.currencies.minor_units is 'Decimals in which an amount becomes payable: 2 for EUR, 0 for JPY.';

insert into crm.currencies (code, name, minor_units) values
  ('AED', 'UAE dirham', 2), ('ARS', 'Argentine peso', 2), ('AUD', 'Australian dollar', 2), ('BGN', 'Bulgarian lev', 2),
  ('BHD', 'Bahraini dinar', 3), ('BRL', 'Brazilian real', 2), ('CAD', 'Canadian dollar', 2), ('CHF', 'Swiss franc', 2),
  ('CLP', 'Chilean peso', 0), ('CNY', 'Chinese yuan', 2), ('COP', 'Colombian peso', 2), ('CZK', 'Czech koruna', 2),
  ('DKK', 'Danish krone', 2), ('EGP', 'Egyptian pound', 2), ('EUR', 'Euro', 2), ('GBP', 'Pound sterling', 2),
  ('HKD', 'Hong Kong dollar', 2), ('HUF', 'Hungarian forint', 2), ('IDR', 'Indonesian rupiah', 2), ('ILS', 'Israeli new shekel', 2),
  ('INR', 'Indian rupee', 2), ('ISK', 'Icelandic króna', 0), ('JOD', 'Jordanian dinar', 3), ('JPY', 'Japanese yen', 0),
  ('KES', 'Kenyan shilling', 2), ('KRW', 'South Korean won', 0), ('KWD', 'Kuwaiti dinar', 3), ('MAD', 'Moroccan dirham', 2),
  ('MXN', 'Mexican peso', 2), ('MYR', 'Malaysian ringgit', 2), ('NGN', 'Nigerian naira', 2), ('NOK', 'Norwegian krone', 2),
  ('NZD', 'New Zealand dollar', 2), ('PEN', 'Peruvian sol', 2), ('PHP', 'Philippine peso', 2), ('PKR', 'Pakistani rupee', 2),
  ('PLN', 'Polish złoty', 2), ('QAR', 'Qatari riyal', 2), ('RON', 'Romanian leu', 2), ('RSD', 'Serbian dinar', 2),
  ('SAR', 'Saudi riyal', 2), ('SEK', 'Swedish krona', 2), ('SGD', 'Singapore dollar', 2), ('THB', 'Thai baht', 2),
  ('TND', 'Tunisian dinar', 3), ('TRY', 'Turkish lira', 2), ('TWD', 'New Taiwan dollar', 2), ('UAH', 'Ukrainian hryvnia', 2),
  ('USD', 'US dollar', 2), ('UYU', 'Uruguayan peso', 2), ('VND', 'Vietnamese đồng', 0), ('ZAR', 'South African rand', 2);

create table crm.organizations (
  id uuid not null default crm_ext.uuid_v7(),
  slug text not null,
  name text not null,
  base_currency char(3) not null default 'USD',
  language text not null default 'english',
  country char(2),
  timezone text not null default 'UTC',
  fiscal_year_start_month smallint not null default 1,
  default_owner_id uuid,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint organizations_pkey primary key (id),
  constraint organizations_slug_key unique (slug),
  constraint organizations_slug_check check (slug ~ '^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$'),
  constraint organizations_name_check check (name = btrim(name) and char_length(name) between 1 and 200),
  constraint organizations_language_check check (language in (
    'simple', 'arabic', 'armenian', 'basque', 'catalan', 'danish', 'dutch', 'english', 'finnish', 'french', 'german',
    'greek', 'hindi', 'hungarian', 'indonesian', 'irish', 'italian', 'lithuanian', 'nepali', 'norwegian', 'portuguese',
    'romanian', 'russian', 'serbian', 'spanish', 'swedish', 'tamil', 'turkish', 'yiddish')),
  constraint organizations_country_check check (country ~ '^[A-Z]{2}$'),
  constraint organizations_timezone_check check (
    timezone ~ '^(UTC|[A-Z][A-Za-z]+(/[A-Za-z0-9_+-]+)+)$' and (timestamptz 'epoch' at time zone timezone) is not null),
  constraint organizations_fiscal_year_start_month_check check (fiscal_year_start_month between 1 and 12),
  constraint base_currency foreign key (base_currency) references crm.currencies (code)
);
create index organizations_base_currency_idx on crm.organizations (base_currency);
comment on table crm.organizations is 'A tenant: a company that uses the CRM. Nothing refers across organizations.';
comment on column crm.organizations.slug is 'Short name for addresses and the X-Org-Id header, for example acme.';
comment on column crm.organizations.language is
  'Text search configuration of notes and descriptions (a regconfig''s name; text because pg_upgrade refuses regconfig columns).';
comment on column crm.organizations.country is 'ISO 3166 code; phone numbers without a country are read as of here.';
comment on column crm.organizations.timezone is 'Name in the tz database, for example Europe/Vienna; days begin and end in it.';
comment on column crm.organizations.default_owner_id is 'The member who gets captured leads that no source assigns.';

create table crm.users (
  id uuid not null,
  email text not null,
  full_name text,
  avatar_url text,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now(),
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email),
  constraint users_email_check check (email = lower(email) and email like '%_@_%'),
  constraint id foreign key (id) references auth.users (id) on delete cascade
);
comment on table crm.users is 'The public profile of a person who logs in; one for all organizations. Kept in step with auth.users.';
