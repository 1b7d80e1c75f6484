-- SQL logins, of the organization with the slug $1 or of all; one is active as long as its membership is.
select
  l.login::text as login,
  o.slug as organization,
  u.email,
  m.status = 'active' as is_active,
  l.is_read_only,
  extract(epoch from l.statement_timeout)::float8 as statement_timeout_seconds,
  r.rolconnlimit as connections,
  (select count(*) from pg_catalog.pg_stat_activity a where a.usename = l.login) as sessions,
  l.created_at
from crm_private.sql_logins l
join crm.organizations o on o.id = l.org_id
join crm.memberships m on m.org_id = l.org_id and m.user_id = l.user_id
join crm.users u on u.id = l.user_id
join pg_catalog.pg_roles r on r.rolname = l.login
where $1::text is null or o.slug = $1
order by o.slug, l.login
