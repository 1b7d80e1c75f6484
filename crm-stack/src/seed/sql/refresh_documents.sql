-- The next $4 records behind $3 that this transaction loaded into the organization $1 get their search documents, of the
-- kind $2; the last one's identifier and their number, or no row at the end.
select p.ids[cardinality(p.ids)], cardinality(p.ids), crm_private.refresh_search_documents($1, $2, p.ids)
from (
  select array(
    select r.id
    from {table} r
    where r.org_id = $1 and r.id > $3 and r.xmin = pg_current_xact_id()::xid
    order by r.id
    limit $4
  ) as ids
) p
where cardinality(p.ids) > 0
