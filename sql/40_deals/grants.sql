-- Members write the columns named here and no others. Status, closing time and history follow the stage.

revoke all on crm.pipelines, crm.stages, crm.lost_reasons, crm.deals, crm.deal_stage_history, crm.deal_line_items
  from anon, authenticated;
grant select on crm.pipelines, crm.stages, crm.lost_reasons, crm.deals, crm.deal_stage_history, crm.deal_line_items
  to authenticated;
grant delete on crm.pipelines, crm.stages, crm.lost_reasons, crm.deals, crm.deal_line_items to authenticated;

-- Read through the view crm.deal_statistics, under row security.
grant select on crm_private.deal_statistics_base, crm_private.deal_statistics_deltas to authenticated, service_role;

grant insert (name, position, is_default), update (name, position, is_default, row_version)
  on crm.pipelines to authenticated;
grant
  insert (pipeline_id, name, position, type, probability, forecast_category, rot_days),
  update (name, position, type, probability, forecast_category, rot_days, row_version)
  on crm.stages to authenticated;
grant insert (name, position), update (name, position, row_version) on crm.lost_reasons to authenticated;
grant
  insert (owner_id, team_id, name, account_id, contact_id, pipeline_id, stage_id, amount, currency, probability,
    forecast_category, expected_close_on, lost_reason_id, lost_note, next_step, source_id, product_id, board_position, custom),
  update (owner_id, team_id, name, account_id, contact_id, pipeline_id, stage_id, amount, currency, probability,
    forecast_category, expected_close_on, lost_reason_id, lost_note, next_step, source_id, product_id, board_position, custom,
    row_version)
  on crm.deals to authenticated;
grant
  insert (deal_id, product_id, position, description, quantity, unit_price, discount_percent, tax_percent),
  update (product_id, position, description, quantity, unit_price, discount_percent, tax_percent, row_version)
  on crm.deal_line_items to authenticated;
