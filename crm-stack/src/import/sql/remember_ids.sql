insert into crm.external_refs (org_id, kind, source, external_id, record_id)
select {org}, {kind}, {source}, r.external_id, r.record_id
from {resolved} r
where r.line between {first} and {last}
on conflict (org_id, kind, source, external_id) do update
set record_id = excluded.record_id
where external_refs.record_id <> excluded.record_id
