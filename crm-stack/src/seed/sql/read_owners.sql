-- Who owns seeded records: the sales people, and those who lead them; everybody where there are none.
with members as (
  select m.user_id, m.team_id, r.key in ('rep', 'manager', 'admin') as sells, u.email
  from crm.memberships m
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  join crm.users u on u.id = m.user_id
  where m.org_id = $1 and m.status = 'active'
)
select user_id, team_id
from members
where sells or not exists (select 1 from members where sells)
order by email
