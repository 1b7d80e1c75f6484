-- Temporary tables could stand before real ones in a search path: only named roles may create them.
select current_database() || ' to ' || case a.grantee when 0 then 'PUBLIC' else a.grantee::regrole::text end as object,
       'may create temporary tables' as problem
from pg_database d
cross join aclexplode(coalesce(d.datacl, acldefault('d', d.datdba))) a
where d.datname = current_database()
  and a.privilege_type = 'TEMPORARY'
  and (a.grantee = 0 or a.grantee::regrole::text in ('anon', 'authenticated', 'authenticator'))
