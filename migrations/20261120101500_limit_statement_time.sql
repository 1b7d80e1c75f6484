-- A request that runs away is stopped before the gateway gives up on it (57014, served as 504). Limits that an operator
-- or the platform has set already are left alone. PostgREST applies them to every request of the role.

do $$
declare
    wanted record;
begin
    for wanted in
        select l.role_name, l.time_limit
        from (values ('anon', '15s'), ('authenticated', '60s')) as l (role_name, time_limit)
        join pg_catalog.pg_roles r on r.rolname = l.role_name
        where not coalesce(r.rolconfig::text like '%statement_timeout=%', false)
    loop
        execute format('alter role %I set statement_timeout = %L', wanted.role_name, wanted.time_limit);
    end loop;
end
$$;
