-- Members write the columns named here and no others; the organization, keys and stamps are the server's.

revoke all on crm.accounts, crm.contacts, crm.contact_points, crm.account_contacts, crm.products, crm.price_books,
  crm.price_book_entries, crm.exchange_rates, crm.tags, crm.notes, crm.attachments, crm.record_tags, crm.external_refs
  from anon, authenticated;
grant select, delete on crm.accounts, crm.contacts, crm.contact_points, crm.account_contacts, crm.products, crm.price_books,
  crm.price_book_entries, crm.exchange_rates, crm.tags, crm.notes, crm.attachments, crm.record_tags, crm.external_refs
  to authenticated;

grant
  insert (owner_id, team_id, name, domain, website, parent_id, account_type, industry, employee_count, annual_revenue,
    currency, founded_year, phone, country, city, description, lifecycle_stage, custom),
  update (owner_id, team_id, name, domain, website, parent_id, account_type, industry, employee_count, annual_revenue,
    currency, founded_year, phone, country, city, description, lifecycle_stage, custom, row_version)
  on crm.accounts to authenticated;
grant
  insert (owner_id, team_id, first_name, last_name, job_title, account_id, email, phone, do_not_call, description, custom),
  update (owner_id, team_id, first_name, last_name, job_title, account_id, email, phone, do_not_call, description, custom,
    row_version)
  on crm.contacts to authenticated;
grant insert (contact_id, kind, label, value, is_primary), update (kind, label, value, is_primary, row_version)
  on crm.contact_points to authenticated;
grant
  insert (account_id, contact_id, role, is_primary, valid_from, valid_to),
  update (account_id, contact_id, role, is_primary, valid_from, valid_to, row_version)
  on crm.account_contacts to authenticated;

grant
  insert (sku, name, family, description, is_active, unit_price, currency, custom),
  update (sku, name, family, description, is_active, unit_price, currency, custom, row_version)
  on crm.products to authenticated;
grant insert (name, currency, is_default), update (name, currency, is_default, row_version)
  on crm.price_books to authenticated;
grant
  insert (price_book_id, product_id, unit_price), update (price_book_id, product_id, unit_price, row_version)
  on crm.price_book_entries to authenticated;
grant
  insert (base_currency, quote_currency, valid_from, rate), update (base_currency, quote_currency, valid_from, rate, row_version)
  on crm.exchange_rates to authenticated;

grant insert (name, color), update (name, color, row_version) on crm.tags to authenticated;
grant
  insert (owner_id, team_id, body, account_id, contact_id, lead_id, deal_id, custom),
  update (owner_id, team_id, body, custom, row_version)
  on crm.notes to authenticated;
grant
  insert (owner_id, team_id, file_name, content_type, byte_size, storage_path, sha256, account_id, contact_id, lead_id,
    deal_id, custom),
  update (owner_id, team_id, file_name, custom, row_version)
  on crm.attachments to authenticated;
grant
  insert (tag_id, account_id, contact_id, lead_id, deal_id), update (tag_id, account_id, contact_id, lead_id, deal_id)
  on crm.record_tags to authenticated;
grant insert (kind, source, external_id, record_id), update (kind, source, external_id, record_id)
  on crm.external_refs to authenticated;
