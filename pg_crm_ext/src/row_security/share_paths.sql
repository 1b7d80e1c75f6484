-- What shares one record with a member: $1 organization, $2 user, $3 kind, $4 record, $5 access needed (read or update).
with recursive member as (
  select m.user_id, m.role_id, m.team_id
  from crm.memberships m
  where m.org_id operator(pg_catalog.=) $1 and m.user_id operator(pg_catalog.=) $2
),
above (id) as (
  select m.team_id from member m
  union
  select t.parent_id
  from above
  join crm.teams t on t.org_id operator(pg_catalog.=) $1 and t.id operator(pg_catalog.=) above.id
)
select pg_catalog.jsonb_agg(pg_catalog.jsonb_strip_nulls(pg_catalog.to_jsonb(p)))::pg_catalog.text
from (
  select 'share' as path, s.id as share_id, s.access, s.user_id, s.team_id, s.role_id, null as title
  from crm.record_shares s
  cross join member m
  where s.org_id operator(pg_catalog.=) $1
    and case $3
      when 'account' then s.account_id when 'contact' then s.contact_id when 'lead' then s.lead_id when 'deal' then s.deal_id
    end operator(pg_catalog.=) $4
    and (
      s.user_id operator(pg_catalog.=) m.user_id
      or s.role_id operator(pg_catalog.=) m.role_id
      or s.team_id operator(pg_catalog.=) any (select a.id from above a)
    )
  union all
  select 'record_team', t.id, t.access, t.user_id, null, null, t.title
  from crm.account_team_members t
  where $3 operator(pg_catalog.=) 'account' and t.org_id operator(pg_catalog.=) $1
    and t.account_id operator(pg_catalog.=) $4 and t.user_id operator(pg_catalog.=) $2
  union all
  select 'record_team', t.id, t.access, t.user_id, null, null, t.title
  from crm.deal_team_members t
  where $3 operator(pg_catalog.=) 'deal' and t.org_id operator(pg_catalog.=) $1
    and t.deal_id operator(pg_catalog.=) $4 and t.user_id operator(pg_catalog.=) $2
) p
where p.access::pg_catalog.text operator(pg_catalog.=) 'update' or $5 operator(pg_catalog.=) 'read'
