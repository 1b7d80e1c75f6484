-- What a role may not do with single fields: lines of "resource field can_read can_update". $1 organization, $2 key of the role.
select pg_catalog.string_agg(
  pg_catalog.concat_ws(' ', f.resource::pg_catalog.text, f.field::pg_catalog.text, f.can_read, f.can_update), e'\n')
from crm.field_permissions f
join crm.roles r
  on r.org_id operator(pg_catalog.=) f.org_id
  and r.id operator(pg_catalog.=) f.role_id
where f.org_id operator(pg_catalog.=) $1
  and r.key::pg_catalog.text operator(pg_catalog.=) $2
