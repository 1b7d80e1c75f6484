-- requires: 90_protection/protect_registered_tables.sql
-- Functions of earlier databases that nothing calls any more.

drop function if exists
  crm_private.protect_table(regclass, text, text, text, text),
  crm_private.protect_owned_table(regclass, text, text),
  crm_private.protect_config_table(regclass, text),
  crm_private.protect_child_table(regclass, regclass, name, text),
  crm_private.parent_rule(regclass, regclass, name, text),
  crm_private.update_right(text),
  crm_private.linked_record_rule(regclass, text),
  crm_private.require_record(text, uuid, uuid, uuid, uuid, text),
  crm_private.require_right_to_create(text, uuid, uuid, uuid),
  crm_private.search_candidates(uuid, text, text, tsquery, boolean),
  crm_private.search_titles(uuid, text, text, boolean),
  crm_private.search_pass(uuid, text[], text, text, regconfig, boolean),
  crm_private.search_pass(uuid, text[], text, text, tsquery, regconfig, boolean);
