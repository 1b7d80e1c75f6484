-- What the planner puts in the place of a policy's question.

create function whole_org(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_whole_org';
comment on function whole_org(text, text) is
  'The active organization if the caller may do action to all its records of this kind, otherwise the nil uuid, which no '
  'organization has. The planner puts it in the place of row_visible. Example: select crm_ext.whole_org(''read'', ''deal'');';

create function sole_owner(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_sole_owner';
comment on function sole_owner(text, text) is
  'The caller if he may do action to his own records of this kind and to no others, otherwise the greatest uuid, which no user '
  'has. The planner puts it in the place of row_visible. Example: select crm_ext.sole_owner(''read'', ''deal'');';

create function class_visible(action text, kind text, org_id uuid, owner_id uuid, team_id uuid) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_class_visible';
comment on function class_visible(text, text, uuid, uuid, uuid) is
  'Whether the caller may do action to rows with this organization, owner and team by scope and rules; false where a condition '
  'would have to look at the row. The planner puts it in the place of row_visible. '
  'Example: select crm_ext.class_visible(''read'', ''deal'', org_id, owner_id, team_id) from crm.deals;';

create function record_visible(kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement) returns boolean
  language c stable parallel safe cost 10 support row_visible_support as 'MODULE_PATHNAME', 'crm_record_visible';
comment on function record_visible(text, uuid, uuid, uuid, uuid, anyelement) is
  'The same as row_visible with the record; the planner puts it in its place where the row has to be looked at. '
  'Example: select crm_ext.record_visible(''deal'', org_id, owner_id, team_id, id, deals) from crm.deals;';

create function record_allowed(
  action text, kind text, org_id uuid, owner_id uuid, team_id uuid, id uuid, record anyelement
) returns boolean
  language c stable parallel safe cost 10 support row_visible_support as 'MODULE_PATHNAME', 'crm_record_allowed';
comment on function record_allowed(text, text, uuid, uuid, uuid, uuid, anyelement) is
  'The same as row_allowed with the record; the planner puts it in its place where the row has to be looked at. '
  'Example: select crm_ext.record_allowed(''update'', ''deal'', org_id, owner_id, team_id, id, deals) from crm.deals;';
