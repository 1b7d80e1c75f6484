-- requires: *
-- requires: 15_sql_logins/mirror_rights.sql

select crm_private.mirror_sql_rights();
