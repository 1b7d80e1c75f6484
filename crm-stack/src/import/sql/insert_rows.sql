with made as (
  insert into {relation} (org_id, id{columns})
  select {org}, r.record_id{values}
  from {resolved} r
  where not r.is_known and r.line between {first} and {last}
  returning id, row_version
)
insert into crm_private.import_changes (org_id, batch_id, sequence, kind, record_id, action, row_version)
select {org}, {batch}, {number}, {kind}, id, 'created', row_version
from made
