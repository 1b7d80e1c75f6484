grant create on schema crm to authenticated;
