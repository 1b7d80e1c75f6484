-- The member that a login of the database is: $1 login.
select l.user_id, l.org_id, l.is_read_only
from crm_private.sql_logins l
where l.login::pg_catalog.text operator(pg_catalog.=) $1
