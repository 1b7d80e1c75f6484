-- A new organization ($1 slug, $2 name, $3 currency) and its first administrator ($4 e-mail, $5 name).
with made as (
  select (crm.create_organization($2, $1, $3)).id
), member as (
  select made.id, crm_private.add_member(made.id, crm_private.ensure_user($4, $5), 'admin', null, true)
  from made
)
select id from member
