-- $1 slug, $2 name, $3 currency, $4 country; an organization of that slug stays as it is.
with present as (
  select id from crm.organizations where slug = $1
), made as (
  select (crm.create_organization($2, $1, $3, 'english', $4)).id
  where not exists (select 1 from present)
)
select id from present
union all
select id from made
