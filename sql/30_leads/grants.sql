-- Members write the columns named here and no others. The score, the conversion and the normalised values follow by
-- themselves; status can be anything but converted, which needs converted_at (leads_converted_at_check).

revoke all on crm.lead_sources, crm.scoring_models, crm.leads, crm.lead_conversions from anon, authenticated;
grant select on crm.lead_sources, crm.scoring_models, crm.leads, crm.lead_conversions to authenticated;
grant delete on crm.lead_sources, crm.scoring_models, crm.leads to authenticated;

grant insert (key, name, default_owner_id), update (key, name, capture_key, default_owner_id, row_version)
  on crm.lead_sources to authenticated;
grant
  insert (object, name, version, definition, is_active), update (name, version, definition, is_active, row_version)
  on crm.scoring_models to authenticated;
grant
  insert (owner_id, team_id, first_name, last_name, email, phone, company, job_title, website, industry, country,
    employee_count, annual_revenue, source_id, status, rating, description, custom),
  update (owner_id, team_id, first_name, last_name, email, phone, company, job_title, website, industry, country,
    employee_count, annual_revenue, source_id, status, rating, description, custom, row_version)
  on crm.leads to authenticated;
