-- A full set of records of every member, with a word in the texts that names the organization.

create function tests.create_records(slug text, owner text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := tests.org(slug);
  who constant uuid := tests.user_of(owner, slug);
  words constant text := owner || ' of ' || slug;
  pipeline uuid := (select p.id from crm.pipelines p where p.org_id = org and p.is_default);
  stage uuid := (select s.id from crm.stages s where s.org_id = org and s.pipeline_id = pipeline and s.type = 'open' order by s.position limit 1);
  account uuid;
  contact uuid;
  lead uuid;
  deal uuid;
  activity uuid;
begin
  insert into crm.accounts (org_id, owner_id, name) values (org, who, 'Account ' || words) returning id into account;
  insert into crm.contacts (org_id, owner_id, last_name, account_id, email)
  values (org, who, 'Contact ' || words, account, owner || '.contact@' || slug || '.example') returning id into contact;
  insert into crm.account_contacts (org_id, account_id, contact_id, role) values (org, account, contact, 'buyer');
  insert into crm.leads (org_id, owner_id, last_name, company) values (org, who, 'Lead ' || words, 'Company ' || words) returning id into lead;
  insert into crm.deals (org_id, owner_id, name, account_id, contact_id, pipeline_id, stage_id, amount, currency)
  values (org, who, 'Deal ' || words, account, contact, pipeline, stage, 100, 'EUR') returning id into deal;
  insert into crm.deal_line_items (org_id, deal_id, description, unit_price) values (org, deal, 'Work', 100);
  insert into crm.activities (org_id, owner_id, kind, subject) values (org, who, 'call', 'Call ' || words) returning id into activity;
  insert into crm.activity_links (org_id, activity_id, deal_id) values (org, activity, deal);
  insert into crm.notes (org_id, owner_id, body, deal_id) values (org, who, 'Note ' || words, deal);
  insert into crm.attachments (org_id, owner_id, file_name, byte_size, storage_path, contact_id)
  values (org, who, words || '.pdf', 1, words, contact);
  insert into crm.record_tags (org_id, tag_id, lead_id) select org, t.id, lead from crm.tags t where t.org_id = org limit 1;
  insert into crm.external_refs (org_id, kind, source, external_id, record_id) values (org, 'account', 'tests', words, account);
end;
$$;

create function tests.create_settings(slug text)
returns void
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := tests.org(slug);
  product uuid;
  book uuid;
begin
  insert into crm.tags (org_id, name) values (org, 'Tag of ' || slug);
  insert into crm.products (org_id, sku, name) values (org, 'SKU-1', 'Product of ' || slug) returning id into product;
  insert into crm.price_books (org_id, name, currency) values (org, 'Prices of ' || slug, 'EUR') returning id into book;
  insert into crm.price_book_entries (org_id, price_book_id, product_id, unit_price) values (org, book, product, 10);
  insert into crm.exchange_rates (org_id, base_currency, quote_currency, valid_from, rate) values (org, 'EUR', 'USD', '2026-01-01', 1.1);
  insert into crm.lead_sources (org_id, key, name) values (org, 'tests', 'Source of ' || slug);
  insert into crm.imports (org_id, mapping, source) values (org, 'maven', 'file of ' || slug);
end;
$$;
