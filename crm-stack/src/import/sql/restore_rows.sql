with previous as (
  select c.record_id, jsonb_populate_record(null::{relation}, c.previous) as previous
  from crm_private.import_changes c
  join undo_candidates u on u.id = c.record_id
  where c.org_id = $1 and c.batch_id = $2 and c.sequence = $3 and c.action = 'updated'
)
update {relation} t
set {assignments}
from previous p
where t.org_id = $1 and t.id = p.record_id
