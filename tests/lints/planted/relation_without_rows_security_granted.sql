create materialized view crm.planted as select org_id, count(*) as deal_count from crm.deals group by org_id;
grant select on crm.planted to authenticated;
