-- The membership a request acts under, with everything its rights depend on.
-- $1 user, $2 organization asked for by id or null, $3 by slug or null, $4 login of the session.
-- Operators are qualified because the search path is the caller's.
select
  m.org_id,
  r.key::pg_catalog.text,
  (
    select pg_catalog.string_agg(
      pg_catalog.concat_ws(' ', p.resource::pg_catalog.text, p.action::pg_catalog.text, p.scope::pg_catalog.text), e'\n')
    from crm.permissions p
    where p.org_id operator(pg_catalog.=) m.org_id
      and p.role_id operator(pg_catalog.=) m.role_id
  ),
  (
    with recursive reached (id) as (
      select m.team_id
      union
      select t.id
      from crm.teams t
      join reached above on t.parent_id operator(pg_catalog.=) above.id
      where t.org_id operator(pg_catalog.=) m.org_id
    )
    select pg_catalog.string_agg(pg_catalog.uuid_send(reached.id), ''::pg_catalog.bytea)
    from reached
  )
from crm.memberships m
join crm.roles r
  on r.org_id operator(pg_catalog.=) m.org_id
  and r.id operator(pg_catalog.=) m.role_id
where m.user_id operator(pg_catalog.=) $1
  and m.status::pg_catalog.text operator(pg_catalog.=) 'active'
  and ($2 is null or m.org_id operator(pg_catalog.=) $2)
  and (
    $3 is null
    or m.org_id operator(pg_catalog.=) (
      select o.id from crm.organizations o where o.slug::pg_catalog.text operator(pg_catalog.=) $3
    )
  )
  and exists (
    select from crm_private.claim_sources s where s.login::pg_catalog.text operator(pg_catalog.=) $4
  )
order by m.is_default desc, m.created_at, m.org_id
limit 1
