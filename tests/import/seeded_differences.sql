-- What triggers would keep, recomputed and compared with what is there, for the organization $1.
select 'open stays' as what, count(*)::int as differences
from crm.deals d
where d.org_id = $1
  and 1 <> (
    select count(*) from crm.deal_stage_history h
    where h.org_id = d.org_id and h.deal_id = d.id and h.left_at is null
      and h.stage_id = d.stage_id and h.entered_at = d.stage_entered_at)
union all
select 'stays that do not join', count(*)::int
from (
  select h.left_at, lead(h.entered_at) over stays as next_at, h.stage_id, lead(h.from_stage_id) over stays as next_from
  from crm.deal_stage_history h
  where h.org_id = $1
  window stays as (partition by h.deal_id order by h.entered_at, h.left_at nulls last)
) s
where s.left_at is distinct from s.next_at or (s.next_at is not null and s.stage_id is distinct from s.next_from)
union all
select 'statuses', count(*)::int
from crm.deals d
join crm.stages s on s.org_id = d.org_id and s.id = d.stage_id
where d.org_id = $1 and d.status <> s.type
union all
select 'statistics', count(*)::int
from (
  select d.owner_id, d.team_id, d.stage_id, d.currency, count(*) as deal_count, sum(d.amount) as amount_sum
  from crm.deals d
  where d.org_id = $1
  group by d.owner_id, d.team_id, d.stage_id, d.currency
) r
full join (select * from crm.deal_statistics where org_id = $1) k
  on (k.owner_id, k.stage_id, k.currency) = (r.owner_id, r.stage_id, r.currency) and k.team_id is not distinct from r.team_id
where (k.deal_count, k.amount_sum) is distinct from (r.deal_count, r.amount_sum)
union all
select 'search documents', count(*)::int
from (select * from crm_private.expected_search_documents where org_id = $1) e
full join (select * from crm_private.search_documents where org_id = $1) s using (kind, record_id)
where (e.title, e.subtitle, e.owner_id, e.document) is distinct from (s.title, s.subtitle, s.owner_id, s.document)
union all
select 'normalised leads', count(*)::int
from crm.leads l
where l.org_id = $1
  and (l.normalized_email, l.normalized_phone)
    is distinct from (crm_ext.normalize_email(l.email), crm_ext.normalize_phone(l.phone, l.country))
union all
select 'unscored leads', count(*)::int
from crm.leads l
join crm.scoring_models m on m.org_id = l.org_id and m.object = 'lead' and m.is_active
where l.org_id = $1
  and l.score_hundredths <> crm_ext.score_lead(m.definition, crm_private.lead_facts(l), l.scored_at)
union all
select 'contact points', count(*)::int
from crm.contacts c
cross join lateral (values ('email', c.email), ('phone', c.phone)) v (kind, value)
left join crm.contact_points p on p.org_id = c.org_id and p.contact_id = c.id and p.kind = v.kind and p.is_primary
where c.org_id = $1
  and (p.value is distinct from v.value
    or p.normalized_value is distinct from case v.kind
      when 'email' then crm_ext.normalize_email(v.value)
      else crm_ext.normalize_phone(v.value) end)
union all
select 'amounts', count(*)::int
from crm.deals d
where d.org_id = $1
  and d.amount <> (select sum(i.total) from crm.deal_line_items i where i.org_id = d.org_id and i.deal_id = d.id)
union all
select 'last activities', count(*)::int
from crm.deals d
where d.org_id = $1
  and d.last_activity_at is distinct from (
    select max(crm_private.happened_at(a))
    from crm.activity_links l
    join crm.activities a on a.org_id = l.org_id and a.id = l.activity_id
    where l.org_id = d.org_id and l.deal_id = d.id)
union all
select 'teams', count(*)::int
from crm.deals d
join crm.memberships m on m.org_id = d.org_id and m.user_id = d.owner_id
where d.org_id = $1 and d.team_id is distinct from m.team_id
union all
select 'conversions', count(*)::int
from crm.leads l
where l.org_id = $1
  and l.status = 'converted'
  and not exists (
    select 1
    from crm.lead_conversions v
    join crm.deals d on d.org_id = v.org_id and d.id = v.deal_id
    where v.org_id = l.org_id and v.lead_id = l.id
      and (v.account_id, v.contact_id, v.deal_id) = (l.converted_account_id, l.converted_contact_id, l.converted_deal_id)
      and (d.lead_id, d.account_id, d.contact_id) = (l.id, l.converted_account_id, l.converted_contact_id))
