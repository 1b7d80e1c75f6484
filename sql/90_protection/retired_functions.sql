-- requires: 90_protection/protect_registered_tables.sql
-- Functions of earlier databases that nothing calls any more.

drop function if exists
  crm_private.protect_table(regclass, text, text, text, text),
  crm_private.protect_owned_table(regclass, text, text),
  crm_private.protect_config_table(regclass, text),
  crm_private.protect_child_table(regclass, regclass, name, text),
  crm_private.parent_rule(regclass, regclass, name, text),
  crm_private.update_right(text),
  crm_private.linked_record_rule(regclass, text);
