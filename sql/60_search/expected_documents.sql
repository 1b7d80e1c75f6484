-- What crm_private.search_documents should hold, computed from the records. Refreshing and checking read the same text.

create or replace view crm_private.expected_search_documents with (security_invoker = true) as
select
  a.org_id,
  'account'::text as kind,
  a.id as record_id,
  a.owner_id,
  a.team_id,
  a.name as title,
  nullif(pg_catalog.concat_ws(' · ', a.industry, a.city, a.country), '') as subtitle,
  pg_catalog.left(a.description, 300) as snippet,
  crm_ext.search_vector(
    a.name,
    pg_catalog.concat_ws(' ', a.domain, a.website, a.phone),
    null,
    a.description,
    o.language::regconfig
  ) as document
from crm.accounts a
join crm.organizations o on o.id = a.org_id
union all
select
  c.org_id,
  'contact',
  c.id,
  c.owner_id,
  c.team_id,
  coalesce(nullif(c.full_name, ''), c.email, c.phone),
  nullif(pg_catalog.concat_ws(' · ', c.job_title, a.name, c.email), ''),
  pg_catalog.left(c.description, 300),
  crm_ext.search_vector(
    c.full_name,
    pg_catalog.concat_ws(' ', c.email, c.phone, points.texts),
    a.name,
    pg_catalog.concat_ws(' ', c.job_title, c.description),
    o.language::regconfig
  )
from crm.contacts c
join crm.organizations o on o.id = c.org_id
left join crm.accounts a on a.org_id = c.org_id and a.id = c.account_id
left join lateral (
  select pg_catalog.string_agg(p.normalized_value, ' ' order by p.id) as texts
  from crm.contact_points p
  where p.org_id = c.org_id and p.contact_id = c.id
    and p.normalized_value is distinct from c.email and p.normalized_value is distinct from c.phone
) as points on true
union all
select
  l.org_id,
  'lead',
  l.id,
  l.owner_id,
  l.team_id,
  coalesce(nullif(l.full_name, ''), l.company, l.email, l.phone),
  nullif(pg_catalog.concat_ws(' · ', l.job_title, l.company, l.email), ''),
  pg_catalog.left(l.description, 300),
  crm_ext.search_vector(
    l.full_name,
    pg_catalog.concat_ws(' ', l.email, l.phone, l.normalized_phone),
    l.company,
    pg_catalog.concat_ws(' ', l.job_title, l.description),
    o.language::regconfig
  )
from crm.leads l
join crm.organizations o on o.id = l.org_id
union all
select
  d.org_id,
  'deal',
  d.id,
  d.owner_id,
  d.team_id,
  d.name,
  nullif(pg_catalog.concat_ws(' · ', a.name, c.full_name), ''),
  pg_catalog.left(d.next_step, 300),
  crm_ext.search_vector(
    d.name,
    null,
    pg_catalog.concat_ws(' ', a.name, c.full_name),
    pg_catalog.concat_ws(' ', d.next_step, d.lost_note),
    o.language::regconfig
  )
from crm.deals d
join crm.organizations o on o.id = d.org_id
left join crm.accounts a on a.org_id = d.org_id and a.id = d.account_id
left join crm.contacts c on c.org_id = d.org_id and c.id = d.contact_id;

comment on view crm_private.expected_search_documents is
  'The searchable document of every account, contact, lead and deal as it should be: names weigh A, e-mail, phone and domain B, company '
  'C, notes D in the language of the organization. '
  'Example: select * from crm_private.expected_search_documents where org_id = crm_ext.current_org() and kind = ''deal'';';
