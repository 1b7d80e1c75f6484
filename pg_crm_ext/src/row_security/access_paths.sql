create function access_paths(
  user_id uuid, action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement
) returns jsonb
  language c stable parallel restricted as 'MODULE_PATHNAME', 'crm_access_paths';
revoke all on function access_paths(uuid, text, text, uuid, uuid, uuid, uuid, anyelement) from public;
comment on function access_paths(uuid, text, text, uuid, uuid, uuid, uuid, anyelement) is
  'Why a member of the row''s organization may do action to the row, or why not: {"allowed", "paths": [{"path": "owner|team|organization|'
  'rule|share|record_team|system_admin", ...}], "reason": null or "not_a_member|no_permission|out_of_scope|condition_not_met", '
  '"role_key", "scope"}. Who may ask is the business of the function that calls it. '
  'Example: select crm_ext.access_paths(d.owner_id, ''read'', ''deal'', d.org_id, d.owner_id, d.team_id, d.id, d) from crm.deals d;';
