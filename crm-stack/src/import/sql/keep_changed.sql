-- Records that somebody changed since the batch left them.
insert into undo_kept (id)
select distinct c.record_id
from crm_private.import_changes c
join {relation} t on t.org_id = c.org_id and t.id = c.record_id
where c.org_id = $1
  and c.batch_id = $2
  and c.kind = $3
  and t.row_version <> c.row_version
on conflict do nothing
