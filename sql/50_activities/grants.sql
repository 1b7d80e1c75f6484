-- Members write the columns named here and no others; done_at follows the status.

revoke all on crm.activities, crm.activity_links from anon, authenticated;
grant select, delete on crm.activities, crm.activity_links to authenticated;

grant
  insert (owner_id, team_id, kind, subject, body, status, priority, occurred_at, due_at, duration_seconds, outcome, custom),
  update (owner_id, team_id, kind, subject, body, status, priority, occurred_at, due_at, duration_seconds, outcome, custom,
    row_version)
  on crm.activities to authenticated;
grant insert (activity_id, account_id, contact_id, lead_id, deal_id) on crm.activity_links to authenticated;
