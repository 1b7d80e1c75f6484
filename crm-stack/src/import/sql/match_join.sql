left join (
    select t.{key}::text as key, min(t.id::text)::uuid as id
    from {relation} t
    where t.org_id = {org} and t.{key} is not null
    group by 1
    having count(*) = 1
  ) k on k.key = s.{field}::text
