update crm_private.import_changes c
set row_version = t.row_version
from {relation} t
where c.org_id = $1
  and c.batch_id = $2
  and c.kind = $3
  and t.org_id = c.org_id
  and t.id = c.record_id
  and t.row_version <> c.row_version
