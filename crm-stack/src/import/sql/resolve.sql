-- Finds the record each row stands for, and the records its lookups name.
create unlogged table {resolved} as
with matched as materialized (
  select s.*, {matched_id} as matched_id, coalesce({matched_id}, {new_id}) as record_id
  from {rows} s
  left join (
    select r.external_id, r.record_id
    from crm.external_refs r
    join {relation} t on t.org_id = r.org_id and t.id = r.record_id
    where r.org_id = {org} and r.kind = {kind} and r.source = {source}
  ) e on e.external_id = s.external_id
  {match_join}
)
select m.line, m.external_id, m.record_id, m.matched_id is not null as is_known{columns}
from matched m
{lookup_joins}
