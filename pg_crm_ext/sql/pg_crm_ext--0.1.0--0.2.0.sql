-- Sharing, conditions, explanations; rights on fields.

create function row_visible(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_record_visible';
comment on function row_visible(text, uuid, uuid, uuid, uuid, anyelement) is
  'Whether the caller may read this row: by role and scope with its condition, by a sharing rule, or because it is shared. '
  'Never null. Example, in a policy on crm.deals: using (crm_ext.row_visible(''deal'', org_id, owner_id, team_id, id, deals))';

create function row_visible(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_key_visible';
comment on function row_visible(text, uuid, uuid, uuid, uuid) is
  'As row_visible with the record, which is looked up where a condition asks for it. The planner puts it in place of that one '
  'for callers without conditions. Example: select crm_ext.row_visible(''deal'', org_id, owner_id, team_id, id) from crm.deals;';

create function row_reached(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_row_reached';
comment on function row_reached(text, uuid, uuid, uuid, uuid) is
  'As row_visible, leaving out records that are shared one by one (row_shared). '
  'Example: select crm_ext.row_reached(''deal'', org_id, owner_id, team_id, id) from crm.deals;';

create function row_shared(kind text, org_id uuid, id uuid) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_row_shared';
comment on function row_shared(text, uuid, uuid) is
  'Whether this record is shared with the caller by itself: by hand, or as a member of the team of an account or deal. '
  'Never null. Example: select crm_ext.row_shared(''deal'', org_id, id) from crm.deals;';

create function shared_ids(kind text) returns uuid[]
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_shared_ids';
comment on function shared_ids(text) is
  'The records of this kind that are shared with the caller one by one, in ascending order; empty without the right to read '
  'the kind. Example: select crm_ext.shared_ids(''deal'');';

create function allowed_owner_lo(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_allowed_owner_lo';
comment on function allowed_owner_lo(text, text) is
  'As owner_lo, with everything that is shared with the caller; the planner adds it to index scans. '
  'Example: select crm_ext.allowed_owner_lo(''read'', ''deal'');';

create function allowed_owner_hi(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_allowed_owner_hi';
comment on function allowed_owner_hi(text, text) is
  'As owner_hi, with everything that is shared with the caller. Example: select crm_ext.allowed_owner_hi(''read'', ''deal'');';

create function reached_owner_lo(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_reached_owner_lo';
comment on function reached_owner_lo(text, text) is
  'As owner_lo, with what sharing rules add and without records shared one by one. '
  'Example: select crm_ext.reached_owner_lo(''read'', ''deal'');';

create function reached_owner_hi(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_reached_owner_hi';
comment on function reached_owner_hi(text, text) is
  'As owner_hi, with what sharing rules add and without records shared one by one. '
  'Example: select crm_ext.reached_owner_hi(''read'', ''deal'');';

create function row_allowed(
  action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement
) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_record_allowed';
comment on function row_allowed(text, text, uuid, uuid, uuid, uuid, anyelement) is
  'Whether the caller may do action (read, create, update or delete) to this row, as row_visible decides for reading. Never null. '
  'Example, in a policy on crm.deals: with check (crm_ext.row_allowed(''update'', ''deal'', org_id, owner_id, team_id, id, deals))';

create function row_allowed_by_role(
  action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement
) returns boolean
  language c stable parallel safe cost 1 as 'MODULE_PATHNAME', 'crm_record_allowed_by_role';
comment on function row_allowed_by_role(text, text, uuid, uuid, uuid, uuid, anyelement) is
  'As row_allowed, leaving out everything that is shared with the caller: who may give a record away. Never null. '
  'Example: select crm_ext.row_allowed_by_role(''update'', ''deal'', d.org_id, d.owner_id, d.team_id, d.id, d) from crm.deals d;';

create function is_conditional(action text, kind text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_is_conditional';
comment on function is_conditional(text, text) is
  'Whether a condition of the caller''s role or of a sharing rule looks at the records, so that owner and team alone do not '
  'decide. Example: select crm_ext.is_conditional(''read'', ''deal'');';

create function validate_condition(condition jsonb) returns void
  language c immutable strict parallel safe as 'MODULE_PATHNAME', 'crm_validate_condition';
comment on function validate_condition(jsonb) is
  'Refuses (22023), with the place, a document that is no condition. Used by checks of tables. '
  'Example: select crm_ext.validate_condition(''{"field": "amount", "op": "lte", "value": 10000}'');';

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

create function may_read_field(kind text, field text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_may_read_field';
comment on function may_read_field(text, text) is
  'Whether the caller of the request may read the field of this kind of record; true as well for roles that bypass row security. '
  'Example: select crm_ext.may_read_field(''deal'', ''amount'');';

create function may_update_field(kind text, field text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_may_update_field';
comment on function may_update_field(text, text) is
  'Whether the caller of the request may change the field of this kind of record, where he may change the record; who may not read it may '
  'not change it. Example: select crm_ext.may_update_field(''deal'', ''amount'');';

create function reads_all_fields(kind text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_reads_all_fields';
comment on function reads_all_fields(text) is
  'Whether no field of this kind of record is hidden from the caller of the request. '
  'Example: select crm_ext.reads_all_fields(''contact'');';

create function field_shown(kind text, field text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_field_shown';
comment on function field_shown(text, text) is
  'As may_read_field, and true within functions that run with the rights of an owner who bypasses row security: what the planner puts before '
  'a restricted column. Example: select crm_ext.field_shown(''deal'', ''amount'');';

create function mask_record(record anyelement) returns anyelement
  language c stable strict parallel safe as 'MODULE_PATHNAME', 'crm_mask_record';
comment on function mask_record(anyelement) is
  'A row of a table with null in the columns that field_shown hides. Example: select crm_ext.mask_record(d) from crm.deals d;';

create function check_field_writes() returns trigger
  language c as 'MODULE_PATHNAME', 'crm_check_field_writes';
revoke all on function check_field_writes() from public;
comment on function check_field_writes() is
  'Row trigger before insert or update: refuses (42501) API users a field that they may not change. Arguments: the kind of record; then, for '
  'columns that are not called like their field, pairs of field and column. Example: create trigger "0_check_fields" before insert or '
  'update on crm.deals for each row execute function crm_ext.check_field_writes(''deal'');';

create function field_permissions_changed() returns trigger
  language c as 'MODULE_PATHNAME', 'crm_field_permissions_changed';
revoke all on function field_permissions_changed() from public;
comment on function field_permissions_changed() is
  'Statement trigger of crm.field_permissions: all sessions forget what they know of rights on fields and the plans that are concerned. '
  'Example: create trigger field_permissions_after_change after insert or update or delete or truncate on crm.field_permissions '
  'for each statement execute function crm_ext.field_permissions_changed();';
