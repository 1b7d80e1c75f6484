left join (
  select c.key, min(c.id::text)::uuid as id, count(distinct c.id) as hits
  from (
    {candidates}
  ) c
  where c.key is not null
  group by c.key
) {alias} on {alias}.key = m.{field}
