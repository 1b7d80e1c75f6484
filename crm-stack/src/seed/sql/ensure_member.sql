-- $1 organization, $2 id, $3 e-mail, $4 name, $5 role, $6 team; somebody who is a member already stays as they are.
with person as (
  select crm_private.ensure_user($3, $4, $2) as id
)
select crm_private.add_member(
  $1, person.id, $5, (select t.id from crm.teams t where t.org_id = $1 and t.name = $6), true)
from person
where not exists (select 1 from crm.memberships m where m.org_id = $1 and m.user_id = person.id)
