-- The extension as this database has it, as the server offers it, and whether an update leads from one to the other.
select
  e.extversion,
  a.default_version,
  coalesce((
    select p.path is not null
    from pg_catalog.pg_extension_update_paths('pg_crm_ext') p
    where p.source = e.extversion and p.target = a.default_version
  ), false)
from (values ('pg_crm_ext')) as wanted (name)
left join pg_catalog.pg_extension e on e.extname = wanted.name
left join pg_catalog.pg_available_extensions a on a.name = wanted.name
