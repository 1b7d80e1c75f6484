-- A team and the teams below it: $1 organization, $2 team.
with recursive reached (id) as (
  select $2
  union
  select t.id
  from crm.teams t
  join reached above on t.parent_id operator(pg_catalog.=) above.id
  where t.org_id operator(pg_catalog.=) $1
)
select pg_catalog.string_agg(pg_catalog.uuid_send(reached.id), ''::pg_catalog.bytea)
from reached
