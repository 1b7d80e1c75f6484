-- The records of one step that may be taken back.
with emptied as (
  delete from undo_candidates
), touched as (
  select c.record_id, t.id is null as is_gone, k.id is not null as is_kept
  from crm_private.import_changes c
  left join {relation} t on t.org_id = c.org_id and t.id = c.record_id
  left join undo_kept k on k.id = c.record_id
  where c.org_id = $1 and c.batch_id = $2 and c.sequence = $3 and c.action = $4
), picked as (
  insert into undo_candidates (id)
  select record_id from touched where not is_gone and not is_kept
)
select count(*) filter (where is_gone) as gone, count(*) filter (where is_kept and not is_gone) as kept_changed
from touched
