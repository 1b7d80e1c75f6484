-- What is sold, at which prices, and what currencies are worth.

create table crm.exchange_rates (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  base_currency char(3) not null,
  quote_currency char(3) not null,
  valid_from date not null,
  rate numeric(28, 12) not null,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint exchange_rates_pkey primary key (org_id, id),
  constraint exchange_rates_valid_from_key unique (org_id, base_currency, quote_currency, valid_from),
  constraint exchange_rates_rate_check check (rate > 0 and rate <> 'NaN'),
  constraint exchange_rates_pair_check check (base_currency <> quote_currency),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint base_currency foreign key (base_currency) references crm.currencies (code),
  constraint quote_currency foreign key (quote_currency) references crm.currencies (code)
);
create index exchange_rates_base_currency_idx on crm.exchange_rates (base_currency);
create index exchange_rates_quote_currency_idx on crm.exchange_rates (quote_currency);
comment on table crm.exchange_rates is 'Dated rates: one unit of base_currency is rate units of quote_currency from valid_from on.';

create table crm.products (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  sku text not null,
  name text not null,
  family text,
  description text,
  is_active boolean not null default true,
  unit_price numeric(19, 4),
  currency char(3),
  custom jsonb not null default '{}',
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint products_pkey primary key (org_id, id),
  constraint products_sku_key unique (org_id, sku),
  constraint products_sku_check check (sku = btrim(sku) and char_length(sku) between 1 and 100),
  constraint products_name_check check (btrim(name) <> ''),
  constraint products_unit_price_check check (unit_price >= 0 and unit_price <> 'NaN'),
  constraint products_currency_check check (unit_price is null or currency is not null),
  constraint products_custom_check check (jsonb_typeof(custom) = 'object'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint currency foreign key (currency) references crm.currencies (code)
);
create index products_currency_idx on crm.products (currency);
comment on table crm.products is 'The catalogue. unit_price is the list price where no price book says otherwise.';

create table crm.price_books (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  name text not null,
  currency char(3) not null,
  is_default boolean not null default false,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint price_books_pkey primary key (org_id, id),
  constraint price_books_name_key unique (org_id, name),
  constraint price_books_name_check check (btrim(name) <> ''),
  constraint price_books_is_default_excl exclude using btree (org_id with =) where (is_default),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint currency foreign key (currency) references crm.currencies (code)
);
create index price_books_currency_idx on crm.price_books (currency);
comment on table crm.price_books is 'A price list in one currency, for a region, a segment or a year.';

create table crm.price_book_entries (
  org_id uuid not null default crm_ext.current_org(),
  id uuid not null default crm_ext.uuid_v7(),
  price_book_id uuid not null,
  product_id uuid not null,
  unit_price numeric(19, 4) not null,
  row_version integer not null default 1,
  created_at timestamptz not null default now(),
  created_by uuid default crm_ext.current_user_id(),
  updated_at timestamptz not null default now(),
  updated_by uuid default crm_ext.current_user_id(),
  constraint price_book_entries_pkey primary key (org_id, id),
  constraint price_book_entries_product_id_key unique (org_id, price_book_id, product_id),
  constraint price_book_entries_unit_price_check check (unit_price >= 0 and unit_price <> 'NaN'),
  constraint org_id foreign key (org_id) references crm.organizations (id),
  constraint price_book_id foreign key (org_id, price_book_id) references crm.price_books (org_id, id) on delete cascade,
  constraint product_id foreign key (org_id, product_id) references crm.products (org_id, id) on delete cascade
);
create index price_book_entries_product_id_idx on crm.price_book_entries (org_id, product_id);
comment on table crm.price_book_entries is 'The price of a product in a price book, in the book''s currency.';
