-- The membership a request acts under, with everything its rights depend on; one row or none.
-- $1 user, $2 organization asked for by id or null, $3 by slug or null, $4 login of the session, null when the user is
-- known without claims, $5 whether a system administrator's visit counts.
-- A visit comes before a membership where the organization is named, and after all memberships where it is not.
-- Operators are qualified because the search path is the caller's.
select
  m.org_id,
  m.role_key,
  (
    select pg_catalog.string_agg(
      pg_catalog.concat_ws(' ', p.resource::pg_catalog.text, p.action::pg_catalog.text, p.scope::pg_catalog.text,
        p.condition::pg_catalog.text), e'\n')
    from crm.permissions p
    where p.org_id operator(pg_catalog.=) m.org_id
      and p.role_id operator(pg_catalog.=) m.role_id
      and p.scope::pg_catalog.text operator(pg_catalog.<>) 'none'
  ),
  (
    with recursive reached (id) as (
      select m.team_id
      where exists (
        select from crm.permissions p
        where p.org_id operator(pg_catalog.=) m.org_id
          and p.role_id operator(pg_catalog.=) m.role_id
          and p.scope::pg_catalog.text operator(pg_catalog.=) 'team'
      )
      union
      select t.id
      from crm.teams t
      join reached above on t.parent_id operator(pg_catalog.=) above.id
      where t.org_id operator(pg_catalog.=) m.org_id
    )
    select pg_catalog.string_agg(pg_catalog.uuid_send(reached.id), ''::pg_catalog.bytea)
    from reached
  ),
  m.team_id,
  (select u.email::pg_catalog.text from crm.users u where u.id operator(pg_catalog.=) $1),
  m.attributes::pg_catalog.text,
  (
    select pg_catalog.string_agg(
      pg_catalog.concat_ws(' ', s.resource::pg_catalog.text, s.access::pg_catalog.text, s.id::pg_catalog.text,
        coalesce(s.source_team_id::pg_catalog.text, '-'), s.condition::pg_catalog.text), e'\n')
    from (
      select r.resource, r.access, r.id, r.source_team_id, r.condition
      from crm.sharing_rules r
      where r.org_id operator(pg_catalog.=) m.org_id and r.user_id operator(pg_catalog.=) $1 and r.is_active
      union all
      select r.resource, r.access, r.id, r.source_team_id, r.condition
      from crm.sharing_rules r
      where r.org_id operator(pg_catalog.=) m.org_id and r.role_id operator(pg_catalog.=) m.role_id and r.is_active
      union all
      select r.resource, r.access, r.id, r.source_team_id, r.condition
      from crm.sharing_rules r
      where r.org_id operator(pg_catalog.=) m.org_id and r.team_id operator(pg_catalog.=) any (above.ids) and r.is_active
    ) s
  ),
  (
    select pg_catalog.string_agg(
      pg_catalog.byteacat(
        case
          when s.account_id is not null then
            case s.access::pg_catalog.text when 'update' then 'A'::pg_catalog.bytea else 'a' end
          when s.contact_id is not null then
            case s.access::pg_catalog.text when 'update' then 'C'::pg_catalog.bytea else 'c' end
          when s.lead_id is not null then
            case s.access::pg_catalog.text when 'update' then 'L'::pg_catalog.bytea else 'l' end
          else case s.access::pg_catalog.text when 'update' then 'D'::pg_catalog.bytea else 'd' end
        end,
        pg_catalog.uuid_send(coalesce(s.account_id, s.contact_id, s.lead_id, s.deal_id))),
      ''::pg_catalog.bytea)
    from (
      select r.access, r.account_id, r.contact_id, r.lead_id, r.deal_id
      from crm.record_shares r
      where r.org_id operator(pg_catalog.=) m.org_id and r.user_id operator(pg_catalog.=) $1
      union all
      select r.access, r.account_id, r.contact_id, r.lead_id, r.deal_id
      from crm.record_shares r
      where r.org_id operator(pg_catalog.=) m.org_id and r.role_id operator(pg_catalog.=) m.role_id
      union all
      select r.access, r.account_id, r.contact_id, r.lead_id, r.deal_id
      from crm.record_shares r
      where r.org_id operator(pg_catalog.=) m.org_id and r.team_id operator(pg_catalog.=) any (above.ids)
      union all
      select t.access, t.account_id, null, null, null
      from crm.account_team_members t
      where t.org_id operator(pg_catalog.=) m.org_id and t.user_id operator(pg_catalog.=) $1 and m.role_id is not null
      union all
      select t.access, null, null, null, t.deal_id
      from crm.deal_team_members t
      where t.org_id operator(pg_catalog.=) m.org_id and t.user_id operator(pg_catalog.=) $1 and m.role_id is not null
    ) s
  ),
  m.valid_until
from (
  select c.*
  from (
    select m.org_id, m.role_id, m.team_id, m.attributes, r.key::pg_catalog.text as role_key, m.is_default,
      m.created_at as since, null::pg_catalog.timestamptz as valid_until
    from crm.memberships m
    join crm.roles r
      on r.org_id operator(pg_catalog.=) m.org_id
      and r.id operator(pg_catalog.=) m.role_id
    where m.user_id operator(pg_catalog.=) $1
      and m.status::pg_catalog.text operator(pg_catalog.=) 'active'
    union all
    select v.org_id, null, null, '{}', 'system_admin', false, v.entered_at, v.expires_at
    from crm_private.system_admins a
    join crm_private.system_admin_visits v on v.user_id operator(pg_catalog.=) a.user_id
    where $5
      and a.user_id operator(pg_catalog.=) $1
      and v.left_at is null
      and v.expires_at operator(pg_catalog.>) pg_catalog.clock_timestamp()
  ) c
  where ($2 is null or c.org_id operator(pg_catalog.=) $2)
    and (
      $3 is null
      or c.org_id operator(pg_catalog.=) (
        select o.id from crm.organizations o where o.slug::pg_catalog.text operator(pg_catalog.=) $3
      )
    )
    and (
      $4 is null
      or exists (select from crm_private.claim_sources s where s.login::pg_catalog.text operator(pg_catalog.=) $4)
    )
  order by
    (c.valid_until is not null) operator(pg_catalog.=) ($2 is not null or $3 is not null) desc,
    c.is_default desc, c.since, c.org_id
  limit 1
) m
cross join lateral (
  with recursive above (id) as (
    select m.team_id
    union
    select t.parent_id
    from above
    join crm.teams t
      on t.org_id operator(pg_catalog.=) m.org_id
      and t.id operator(pg_catalog.=) above.id
  )
  select pg_catalog.array_agg(above.id) as ids from above where above.id is not null
) above
