-- $1 organization, $2 id, $3 name, $4 name of the parent
insert into crm.teams (org_id, id, name, parent_id)
values ($1, $2, $3, (select p.id from crm.teams p where p.org_id = $1 and p.name = $4))
on conflict (org_id, name) do nothing
