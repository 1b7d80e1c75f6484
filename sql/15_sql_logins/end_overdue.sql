-- A session sets its own statement_timeout, so what runs too long is also ended from outside: first the statement, and
-- where that was caught, the session.

create or replace function crm_private.end_overdue_sql()
returns integer
language sql
set search_path = ''
as $$
  with
    overdue as (
      select a.pid, pg_catalog.clock_timestamp() - a.query_start > l.statement_timeout + interval '5 seconds' as is_stubborn
      from pg_catalog.pg_stat_activity a
      join crm_private.sql_logins l on l.login = a.usename
      where a.state = 'active' and pg_catalog.clock_timestamp() - a.query_start > l.statement_timeout
    ),
    idle as (
      select a.pid
      from pg_catalog.pg_stat_activity a
      join crm_private.sql_logins l on l.login = a.usename
      where a.state in ('idle in transaction', 'idle in transaction (aborted)')
        and pg_catalog.clock_timestamp() - a.state_change > interval '65 seconds'
    ),
    ended as (
      select case when o.is_stubborn then pg_catalog.pg_terminate_backend(o.pid) else pg_catalog.pg_cancel_backend(o.pid) end
      from overdue o
      union all
      select pg_catalog.pg_terminate_backend(i.pid) from idle i
    )
  select pg_catalog.count(*)::integer from ended
$$;
comment on function crm_private.end_overdue_sql() is
  'Ends statements of SQL logins that run longer than theirs may, and transactions left open; called every second. Returns how many. '
  'Example: select crm_private.end_overdue_sql();';
revoke all on function crm_private.end_overdue_sql() from public;
