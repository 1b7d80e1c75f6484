-- requires: 05_security_audit/record_event.sql, 15_sql_logins/end_login.sql

create or replace function crm_private.create_sql_login(
  login text,
  org_id uuid,
  user_id uuid,
  is_read_only boolean,
  verifier text,
  statement_timeout interval default interval '60 seconds',
  connection_limit integer default 5
)
returns void
language plpgsql
set search_path = ''
as $$
-- Every value is quoted by format.
-- @plpgsql_check_options: security_warnings = off
begin
  if verifier !~ '^SCRAM-SHA-256[$]' then
    raise exception using
      errcode = '22023',
      message = 'the password of a login is handed over as a SCRAM-SHA-256 verifier',
      hint = 'Use crm sql-login create, which makes one.';
  end if;
  if pg_catalog.to_regrole(pg_catalog.quote_ident(login)) is not null then
    raise exception using
      errcode = '42710',
      message = pg_catalog.format('the database has a role %s already', login),
      hint = 'Choose another name, or rotate the password of this login.';
  end if;
  insert into crm_private.sql_logins (login, org_id, user_id, is_read_only, statement_timeout)
  values (create_sql_login.login, create_sql_login.org_id, create_sql_login.user_id, create_sql_login.is_read_only,
    create_sql_login.statement_timeout);
  execute pg_catalog.format(
    'create role %I login inherit nosuperuser nocreatedb nocreaterole noreplication nobypassrls connection limit %s password %L in role %I',
    login, connection_limit, verifier, case when is_read_only then 'crm_sql_reader' else 'crm_sql_writer' end);
  execute pg_catalog.format('alter role %I set search_path = crm, analytics', login);
  execute pg_catalog.format('alter role %I set default_transaction_read_only = %L', login, is_read_only);
  execute pg_catalog.format('alter role %I set idle_in_transaction_session_timeout = %L', login, '60s');
  execute pg_catalog.format('alter role %I set statement_timeout = %L', login,
    pg_catalog.ceil(extract(epoch from statement_timeout) * 1000)::bigint);
  -- only a superuser changes this one
  execute pg_catalog.format('alter role %I set temp_file_limit = %L', login, '2GB');
end;
$$;
comment on function crm_private.create_sql_login(text, uuid, uuid, boolean, text, interval, integer) is
  'Makes a PostgreSQL login that is this member of this organization, and nothing else. For operators: crm sql-login create. '
  'Example: select crm_private.create_sql_login(''anna_sql'', m.org_id, m.user_id, true, ''SCRAM-SHA-256$...'') from crm.memberships m;';

create or replace function crm_private.rotate_sql_login(login text, verifier text)
returns void
language plpgsql
set search_path = ''
as $$
-- Every value is quoted by format.
-- @plpgsql_check_options: security_warnings = off
declare
  known crm_private.sql_logins;
begin
  select s.* into known from crm_private.sql_logins s where s.login = rotate_sql_login.login;
  if known is null or verifier !~ '^SCRAM-SHA-256[$]' then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('there is no SQL login %s', login),
      hint = 'List them with crm sql-login list.';
  end if;
  execute pg_catalog.format('alter role %I password %L', login, verifier);
  perform crm_private.end_sql_sessions(known.login);
  perform crm_private.record_security_event(known.org_id, 'sql_login.rotated',
    pg_catalog.jsonb_build_object('login', login, 'user_id', known.user_id));
end;
$$;
comment on function crm_private.rotate_sql_login(text, text) is
  'Gives a SQL login another password and ends its sessions. For operators: crm sql-login rotate. '
  'Example: select crm_private.rotate_sql_login(''anna_sql'', ''SCRAM-SHA-256$...'');';

revoke all on function crm_private.create_sql_login(text, uuid, uuid, boolean, text, interval, integer) from public;
revoke all on function crm_private.rotate_sql_login(text, text) from public;
