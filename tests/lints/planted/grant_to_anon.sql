grant select on crm.lead_sources to anon;
