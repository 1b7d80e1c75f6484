-- Its "change" tells all sessions that rights have changed; it has no other use.
create type authorization_marker as ();
comment on type authorization_marker is
  'Carries the message that rights have changed to the caches of all sessions; see authorization_changed().';

create function current_org() returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_current_org';
comment on function current_org() is
  'The organization the request works in: the claim org_id, else the header X-Org-Id (id or slug), else the default '
  'membership, else the oldest active one; null for nobody. Example: select crm_ext.current_org();';

create function current_user_id() returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_current_user_id';
comment on function current_user_id() is
  'The user of the request, if an active member of the active organization; otherwise null. '
  'Example: select crm_ext.current_user_id();';

create function current_role_key() returns text
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_current_role_key';
comment on function current_role_key() is
  'The key of the user''s role in the active organization, for example rep; null for nobody. '
  'Example: select crm_ext.current_role_key();';

create function row_visible_support(internal) returns internal
  language c strict as 'MODULE_PATHNAME', 'crm_row_visible_support';
comment on function row_visible_support(internal) is
  'Tells the planner how many rows row_visible and row_allowed let through, and that an index on the owner finds them. '
  'Called by the planner only.';

create function row_visible(kind text, org_id uuid, owner_id uuid, team_id uuid) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_row_visible';
comment on function row_visible(text, uuid, uuid, uuid) is
  'Whether the caller may read a row of this kind with this organization, owner and team. Never null. '
  'Example, in a policy: using (crm_ext.row_visible(''deal'', org_id, owner_id, team_id))';

create function row_allowed(action text, kind text, org_id uuid, owner_id uuid, team_id uuid) returns boolean
  language c stable parallel safe cost 1 support row_visible_support as 'MODULE_PATHNAME', 'crm_row_allowed';
comment on function row_allowed(text, text, uuid, uuid, uuid) is
  'Whether the caller may do action (read, create, update or delete) to a row of this kind with this organization, owner '
  'and team. Never null. Example, in a policy: with check (crm_ext.row_allowed(''update'', ''deal'', org_id, owner_id, team_id))';

create function has_permission(kind text, action text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_has_permission';
comment on function has_permission(text, text) is
  'Whether the caller may do action to some records of this kind. Example: select crm_ext.has_permission(''deal'', ''delete'');';

create function permission_scope(kind text, action text) returns text
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_permission_scope';
comment on function permission_scope(text, text) is
  'How far the caller''s right reaches: none, own, team (own records and those of the team and the teams below) or org. '
  'Example: select crm_ext.permission_scope(''deal'', ''update'');';

create function sees_all(kind text) returns boolean
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_sees_all';
comment on function sees_all(text) is
  'Whether the caller may read every record of this kind in the organization. Example: select crm_ext.sees_all(''deal'');';

create function owner_lo(kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_owner_lo';
comment on function owner_lo(text) is
  'The smallest owner that a record of this kind readable by the caller can have; the planner adds it to index scans. '
  'Example: select crm_ext.owner_lo(''deal'');';

create function owner_hi(kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_owner_hi';
comment on function owner_hi(text) is
  'The greatest owner that a record of this kind readable by the caller can have; below owner_lo when there is none. '
  'Example: select crm_ext.owner_hi(''deal'');';

create function owner_lo(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_owner_lo_for';
comment on function owner_lo(text, text) is
  'As owner_lo(kind), for another action than reading. Example: select crm_ext.owner_lo(''update'', ''deal'');';

create function owner_hi(action text, kind text) returns uuid
  language c stable parallel safe as 'MODULE_PATHNAME', 'crm_owner_hi_for';
comment on function owner_hi(text, text) is
  'As owner_hi(kind), for another action than reading. Example: select crm_ext.owner_hi(''update'', ''deal'');';

create function authorization_changed() returns trigger
  language c as 'MODULE_PATHNAME', 'crm_authorization_changed';
revoke all on function authorization_changed() from public;
comment on function authorization_changed() is
  'Trigger function for every table that rights depend on: the caches of all sessions forget what they know of callers, '
  'here at once and elsewhere when the transaction commits. Example: create trigger memberships_after_write_authorization '
  'after insert or update or delete or truncate on crm.memberships for each statement '
  'execute function crm_ext.authorization_changed();';

create function access_cache_loads() returns bigint
  language c volatile parallel restricted as 'MODULE_PATHNAME', 'crm_access_cache_loads';
comment on function access_cache_loads() is
  'How often this backend read rights from the tables instead of remembering them: a number of loads since it started. '
  'Example: select crm_ext.access_cache_loads();';
