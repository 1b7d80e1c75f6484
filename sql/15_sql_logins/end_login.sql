create or replace function crm_private.end_sql_sessions(login name)
returns integer
language sql
set search_path = ''
as $$
  select pg_catalog.count(pg_catalog.pg_terminate_backend(a.pid))::integer
  from pg_catalog.pg_stat_activity a
  where a.usename = end_sql_sessions.login
$$;
comment on function crm_private.end_sql_sessions(name) is
  'Ends the sessions of a SQL login; returns their number. Example: select crm_private.end_sql_sessions(''anna_sql'');';

create or replace function crm_private.drop_sql_role()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
-- The name is quoted by format.
-- @plpgsql_check_options: security_warnings = off
begin
  if exists (
    select from pg_catalog.pg_auth_members m
    join pg_catalog.pg_roles r on r.oid = m.member
    where r.rolname = old.login and m.roleid in ('crm_sql_reader'::regrole, 'crm_sql_writer'::regrole)
  ) then
    -- a session that is still there is nobody from the end of this transaction on
    perform crm_private.end_sql_sessions(old.login);
    execute pg_catalog.format('drop owned by %I', old.login);
    execute pg_catalog.format('drop role %I', old.login);
  end if;
  return null;
end;
$$;
comment on function crm_private.drop_sql_role() is
  'Trigger: a login goes with its row, and so with the membership. Example: delete from crm_private.sql_logins where login = ''anna_sql'';';
revoke all on function crm_private.drop_sql_role() from public;
revoke all on function crm_private.end_sql_sessions(name) from public;

create or replace trigger sql_logins_after_delete_drop_role
  after delete on crm_private.sql_logins
  for each row execute function crm_private.drop_sql_role();
create or replace trigger sql_logins_after_write_authorization
  after insert or update or delete or truncate on crm_private.sql_logins
  for each statement execute function crm_ext.authorization_changed();

create or replace function crm_private.revoke_sql_login(login text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  delete from crm_private.sql_logins s where s.login = revoke_sql_login.login;
  if not found then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('there is no SQL login %s', login),
      hint = 'List them with crm sql-login list.';
  end if;
end;
$$;
comment on function crm_private.revoke_sql_login(text) is
  'Removes a SQL login and ends its sessions. For operators: crm sql-login revoke. Example: select crm_private.revoke_sql_login(''anna_sql'');';
revoke all on function crm_private.revoke_sql_login(text) from public;
