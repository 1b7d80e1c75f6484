-- The teams below (and including) the one a member belongs to, as an array literal.
with recursive subtree (id) as (
  select m.team_id from crm.memberships m where m.org_id = $1::text::uuid and m.user_id = $2::text::uuid
  union all
  select t.id from crm.teams t join subtree s on t.parent_id = s.id where t.org_id = $1::text::uuid
)
select array_agg(id)::text from subtree
