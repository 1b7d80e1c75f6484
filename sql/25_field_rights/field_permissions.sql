-- requires: 25_field_rights/check_field_permission.sql
-- requires: 00_foundation/touch_row.sql
-- requires: 05_security_audit/record_rights.sql

select crm_private.touch_table('crm.field_permissions', 'field_permission');
select crm_private.audit_rights_table('crm.field_permissions', 'field_permission');

create or replace trigger field_permissions_before_write_check
  before insert or update on crm.field_permissions
  for each row execute function crm_private.check_field_permission();

create or replace trigger field_permissions_after_change_refuse_derived
  after insert or update or delete on crm.field_permissions
  for each row execute function crm_private.refuse_derived_fields();

-- Every session forgets what it knows, and every plan that is concerned.
create or replace trigger field_permissions_after_change_tell
  after insert or update or delete or truncate on crm.field_permissions
  for each statement execute function crm_ext.field_permissions_changed();

-- First of all triggers, so that only what the writer sent is looked at. Where the field of a resource stands in another
-- column of another table, its writers are checked there.
do $$
declare
  target record;
begin
  for target in
    select pg_catalog.to_regclass(c.table_name) as writable, pg_catalog.quote_literal(c.resource) as arguments
    from crm_private.field_columns c where c.field = '*' and c.resource <> '*'
    union all
    select 'crm.contact_points', $arguments$'contact', 'email', 'value', 'phone', 'value'$arguments$
  loop
    execute format(
      'create or replace trigger "0_check_fields" before insert or update on %s for each row'
      ' execute function crm_ext.check_field_writes(%s)', target.writable, target.arguments);
  end loop;
end
$$;

revoke all on crm.field_permissions from anon, authenticated;
grant select on crm.field_permissions to authenticated;
grant all on crm.field_permissions to service_role;
