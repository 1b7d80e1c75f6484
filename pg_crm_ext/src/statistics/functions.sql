create function accumulate_deal_statistics() returns trigger
  language c as 'MODULE_PATHNAME', 'crm_accumulate_deal_statistics';
revoke all on function accumulate_deal_statistics() from public;
comment on function accumulate_deal_statistics() is
  'Row trigger on deals: counts and sums by organization, owner, team, pipeline, stage and currency what the transaction '
  'changes, and writes the net changes to crm_private.deal_statistics_deltas when it commits. Amounts are exact to 0.0001; '
  'NaN, infinity and more decimals are refused. A transaction does not see its own changes in the statistics. '
  'Example: create trigger deals_after_write_statistics after insert or update or delete on crm.deals '
  'for each row execute function crm_ext.accumulate_deal_statistics();';

create function reset_deal_statistics() returns trigger
  language c as 'MODULE_PATHNAME', 'crm_reset_deal_statistics';
revoke all on function reset_deal_statistics() from public;
comment on function reset_deal_statistics() is
  'Statement trigger on deals: empties the statistics when the deals are truncated. '
  'Example: create trigger deals_after_truncate_statistics after truncate on crm.deals '
  'for each statement execute function crm_ext.reset_deal_statistics();';
