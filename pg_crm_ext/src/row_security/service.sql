-- The organization a trusted server asks for: $1 id or null, $2 slug or null, $3 login of the session.
select o.id
from crm.organizations o
where (o.id operator(pg_catalog.=) $1 or o.slug::pg_catalog.text operator(pg_catalog.=) $2)
  and exists (
    select from crm_private.claim_sources s where s.login::pg_catalog.text operator(pg_catalog.=) $3
  )
