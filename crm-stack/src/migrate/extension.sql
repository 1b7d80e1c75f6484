-- The extension as this database has it, as the server offers it, and whether an update leads from one to the other.
-- Debian's extension_destdir is not looked into by pg_available_extensions, so the control file there is read.
with
  destination as (
    select current_setting('extension_destdir', true) || c.setting || '/extension/pg_crm_ext.control' as control
    from pg_catalog.pg_config c
    where c.name = 'SHAREDIR'
  ),
  offer as (
    select coalesce(
      (select a.default_version from pg_catalog.pg_available_extensions a where a.name = 'pg_crm_ext'),
      (select substring(pg_catalog.pg_read_file(d.control, 0, 10000, true) from 'default_version = ''([^'']+)''') from destination d)
    ) as version
  )
select
  e.extversion,
  o.version,
  case
    when e.extversion is null or o.version is null then false
    else coalesce((
      select p.path is not null
      from pg_catalog.pg_extension_update_paths('pg_crm_ext') p
      where p.source = e.extversion and p.target = o.version
    ), false)
  end
from offer o
left join pg_catalog.pg_extension e on e.extname = 'pg_crm_ext'
