select e.extowner
from pg_catalog.pg_extension e
where e.extname operator(pg_catalog.=) 'pg_crm_ext'
