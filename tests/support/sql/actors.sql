-- The schema `tests`: who calls, and what a call as somebody gives. Only in databases of the tests.

create schema tests;

create table tests.actors (
  actor text not null,
  org_slug text not null,
  org_id uuid not null,
  user_id uuid not null,
  email text not null,
  constraint actors_pkey primary key (actor, org_slug)
);

comment on table tests.actors is
  'Members by the part they play. Sales (admin, manager, analyst) is over Field (rep, otherRep); Partners (outsider) stands beside it.';

create function tests.create_member(org uuid, slug text, actor text, role_key text, team uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  new_user_id uuid := gen_random_uuid();
  address text := lower(actor) || '@' || slug || '.test';
begin
  insert into auth.users (id, email, aud, role) values (new_user_id, address, 'authenticated', 'authenticated');
  perform crm_private.add_member(org, new_user_id, role_key, team, is_default => true);
  insert into tests.actors values (actor, slug, org, new_user_id, address);
  return new_user_id;
end;
$$;

create function tests.create_organization(slug text, out id uuid, out slug_given text)
language plpgsql
set search_path = ''
as $$
declare
  sales uuid;
  field uuid;
  partners uuid;
begin
  select o.id into id from crm.create_organization(name => initcap(slug), slug => slug) o;
  slug_given := slug;
  insert into crm.teams (org_id, name) values (id, 'Sales') returning teams.id into sales;
  insert into crm.teams (org_id, name, parent_id) values (id, 'Field', sales) returning teams.id into field;
  insert into crm.teams (org_id, name) values (id, 'Partners') returning teams.id into partners;
  perform tests.create_member(id, slug, 'admin', 'admin', sales);
  perform tests.create_member(id, slug, 'manager', 'manager', sales);
  perform tests.create_member(id, slug, 'analyst', 'analyst', sales);
  perform tests.create_member(id, slug, 'rep', 'rep', field);
  perform tests.create_member(id, slug, 'otherRep', 'rep', field);
  perform tests.create_member(id, slug, 'outsider', 'rep', partners);
end;
$$;

-- Speaks as somebody until the end of the transaction: role and claims, as PostgREST sets them.
create function tests.act_as(actor text, slug text default 'acme')
returns void
language plpgsql
set search_path = ''
as $$
declare
  who tests.actors;
begin
  select * into strict who from tests.actors a where a.actor = act_as.actor and a.org_slug = slug;
  perform set_config('request.jwt.claims', jsonb_build_object(
    'sub', who.user_id, 'email', who.email, 'role', 'authenticated', 'aud', 'authenticated', 'org_id', who.org_id
  )::text, true);
  perform set_config('request.headers', '{}', true);
  perform set_config('role', 'authenticated', true);
end;
$$;

create function tests.act_as_nobody()
returns void
language sql
set search_path = ''
as $$
  select set_config('request.jwt.claims', '{"role": "anon"}', true), set_config('request.headers', '{}', true),
         set_config('role', 'anon', true);
$$;

create function tests.act_as_service()
returns void
language sql
set search_path = ''
as $$
  select set_config('request.jwt.claims', '{"role": "service_role"}', true), set_config('request.headers', '{}', true),
         set_config('role', 'service_role', true);
$$;

create function tests.act_as_superuser()
returns void
language sql
set search_path = ''
as $$
  select set_config('role', 'none', true), set_config('request.jwt.claims', '', true);
$$;

-- `who` is an actor of acme, `actor@slug` of another organization, `anonymous` or `service`.
create function tests.become(who text)
returns void
language plpgsql
set search_path = ''
as $$
begin
  case
    when who = 'anonymous' then perform tests.act_as_nobody();
    when who = 'service' then perform tests.act_as_service();
    when who like '%@%' then perform tests.act_as(split_part(who, '@', 1), split_part(who, '@', 2));
    else perform tests.act_as(who);
  end case;
end;
$$;

create function tests.user_of(actor text, slug text default 'acme')
returns uuid
language sql
stable
set search_path = ''
as $$
  select user_id from tests.actors a where a.actor = user_of.actor and a.org_slug = slug;
$$;

create function tests.org(slug text default 'acme')
returns uuid
language sql
stable
set search_path = ''
as $$
  select id from crm.organizations o where o.slug = org.slug;
$$;

-- The rows of a query as somebody sees them, as a JSON array; the caller is the superuser again afterwards.
create function tests.rows_as(who text, query text)
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  answer jsonb;
begin
  perform tests.become(who);
  execute format('select coalesce(jsonb_agg(to_jsonb(q)), ''[]'') from (%s) q', query) into answer;
  perform tests.act_as_superuser();
  return answer;
end;
$$;

-- The only value of a query as somebody sees it.
create function tests.value_as(who text, query text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  answer text;
begin
  perform tests.become(who);
  execute query into answer;
  perform tests.act_as_superuser();
  return answer;
end;
$$;

-- What a statement gives to somebody: `3 rows`, or the SQLSTATE and message of its refusal. Its effects stay.
create function tests.outcome_as(who text, statement text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  touched bigint;
begin
  perform tests.become(who);
  execute statement;
  get diagnostics touched = row_count;
  perform tests.act_as_superuser();
  return touched || case touched when 1 then ' row' else ' rows' end;
exception
  when others then
    perform tests.act_as_superuser();
    return sqlstate || ' ' || sqlerrm;
end;
$$;

-- The SQLSTATE of a refusal alone, or the count of rows; nothing of the statement stays.
create function tests.verdict_as(who text, statement text)
returns text
language plpgsql
set search_path = ''
as $$
declare
  touched bigint;
begin
  perform tests.become(who);
  execute statement;
  get diagnostics touched = row_count;
  raise exception using errcode = 'TT000', message = touched;
exception
  when sqlstate 'TT000' then
    perform tests.act_as_superuser();
    return sqlerrm;
  when others then
    perform tests.act_as_superuser();
    return sqlstate;
end;
$$;
