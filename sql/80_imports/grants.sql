grant select on crm.imports to authenticated;
grant select on crm.imports to service_role;
