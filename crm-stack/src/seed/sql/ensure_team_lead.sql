-- $1 organization, $2 team, $3 e-mail of the leader
update crm.teams t
set lead_user_id = u.id
from crm.users u
where t.org_id = $1 and t.name = $2 and t.lead_user_id is null and u.email = $3
