-- The organization's settings, and the member who owns records without an owner ($2: that member's e-mail).
select o.base_currency::text as base_currency,
       o.timezone,
       case
         when $2::text is not null then (
           select m.user_id
           from crm.memberships m
           join crm.users u on u.id = m.user_id
           where m.org_id = o.id and u.email = lower($2) and m.status = 'active')
         else coalesce(o.default_owner_id, (
           select m.user_id
           from crm.memberships m
           join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
           where m.org_id = o.id and m.status = 'active' and r.key = 'admin'
           order by m.created_at, m.user_id
           limit 1))
       end as owner_id
from crm.organizations o
where o.id = $1
