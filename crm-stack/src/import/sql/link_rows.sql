insert into {link_table} (org_id, {own_column}, {column})
select {org}, r.record_id, r.{field}
from {resolved} r
where r.{field} is not null and r.line between {first} and {last}
on conflict do nothing
