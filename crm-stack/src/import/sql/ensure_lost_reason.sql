insert into crm.lost_reasons (org_id, name, position)
values ($1, $2, $3)
on conflict (org_id, name) do nothing
