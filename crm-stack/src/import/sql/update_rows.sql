with before as (
  select t.id, jsonb_build_object({image}) as previous
  from {relation} t
  join {resolved} r on r.record_id = t.id
  where t.org_id = {org}
    and r.is_known
    and r.line between {first} and {last}
    and ({differs})
), changed as (
  update {relation} t
  set {assignments}
  from {resolved} r, before b
  where t.org_id = {org} and t.id = b.id and r.record_id = b.id and r.is_known
  returning t.id, t.row_version
)
insert into crm_private.import_changes (org_id, batch_id, sequence, kind, record_id, action, row_version, previous)
select {org}, {batch}, {number}, {kind}, c.id, 'updated', c.row_version, b.previous
from changed c
join before b on b.id = c.id
