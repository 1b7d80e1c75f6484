-- The database roles, the schemas and the auth schema that Supabase projects have. Whatever exists already is left
-- as it is, so the same migration runs in a self-hosted Supabase project and in a bare PostgreSQL.

do $$
begin
  if to_regrole('anon') is null then
    create role anon nologin noinherit;
  end if;
  if to_regrole('authenticated') is null then
    create role authenticated nologin noinherit;
  end if;
  if to_regrole('service_role') is null then
    create role service_role nologin noinherit bypassrls;
  end if;
  if to_regrole('authenticator') is null then
    create role authenticator login noinherit;
  end if;
  grant anon, authenticated, service_role to authenticator;
end
$$;

create schema if not exists auth;
create schema if not exists crm;
create schema if not exists analytics;
create schema if not exists crm_private;

comment on schema crm is 'Records, views and actions of the CRM; exposed over REST.';
comment on schema analytics is 'Metrics for analysts: read-only functions and views; exposed over REST.';
comment on schema crm_private is 'Jobs, ledgers and internals; never exposed.';

-- PUBLIC executes nothing that is created from here on; each function names who may call it.
alter default privileges revoke execute on functions from public;

do $$
begin
  execute format('revoke temporary on database %I from public', current_database());
end
$$;

create table if not exists auth.users (
  id uuid not null default gen_random_uuid(),
  aud text,
  role text,
  email text,
  encrypted_password text,
  email_confirmed_at timestamptz,
  last_sign_in_at timestamptz,
  raw_app_meta_data jsonb,
  raw_user_meta_data jsonb,
  is_super_admin boolean,
  is_anonymous boolean not null default false,
  banned_until timestamptz,
  created_at timestamptz default now(),
  updated_at timestamptz default now(),
  deleted_at timestamptz,
  constraint users_pkey primary key (id),
  constraint users_email_key unique (email)
);

do $$
begin
  if to_regprocedure('auth.uid()') is not null then
    return;
  end if;
  create function auth.jwt() returns jsonb language sql stable set search_path = '' as $body$
    select nullif(current_setting('request.jwt.claims', true), '')::jsonb
  $body$;
  comment on function auth.jwt() is 'The claims of the request''s token, null without one. Example: select auth.jwt() ->> ''email''.';
  create function auth.uid() returns uuid language sql stable set search_path = '' as $body$
    select (auth.jwt() ->> 'sub')::uuid
  $body$;
  comment on function auth.uid() is 'The user of the request''s token (claim sub), null without one. Example: select auth.uid().';
  create function auth.role() returns text language sql stable set search_path = '' as $body$
    select auth.jwt() ->> 'role'
  $body$;
  comment on function auth.role() is 'The database role that the request''s token names. Example: select auth.role().';
  create function auth.email() returns text language sql stable set search_path = '' as $body$
    select auth.jwt() ->> 'email'
  $body$;
  comment on function auth.email() is 'The e-mail address that the request''s token names. Example: select auth.email().';
  grant usage on schema auth to anon, authenticated, service_role;
  grant execute on function auth.jwt(), auth.uid(), auth.role(), auth.email() to anon, authenticated, service_role;
end
$$;
