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
