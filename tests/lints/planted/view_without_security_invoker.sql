create view crm.planted with (security_invoker = off) as select id, name from crm.deals;
