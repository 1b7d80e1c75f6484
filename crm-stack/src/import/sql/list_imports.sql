select to_jsonb(i) - 'org_id'
from crm.imports i
where i.org_id = $1
order by i.id desc
