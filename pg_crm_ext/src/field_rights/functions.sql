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
