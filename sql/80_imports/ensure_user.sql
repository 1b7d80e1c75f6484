create or replace function crm_private.ensure_user(email text, full_name text default null, new_id uuid default null)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  address constant text := pg_catalog.lower(pg_catalog.btrim(email));
  person uuid;
begin
  if address is null or address not like '%_@_%' then
    raise exception using
      errcode = '22023',
      message = 'a user needs an e-mail address',
      detail = pg_catalog.format('Given was %L.', email),
      hint = 'Give each user an address of their own.';
  end if;
  select u.id into person from auth.users u where pg_catalog.lower(u.email) = address;
  if person is null then
    insert into auth.users (id, aud, role, email, email_confirmed_at, raw_app_meta_data, raw_user_meta_data)
    values (coalesce(new_id, pg_catalog.gen_random_uuid()), 'authenticated', 'authenticated', address, pg_catalog.now(),
      '{"provider": "email", "providers": ["email"]}', pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('full_name', full_name)))
    returning id into person;
  end if;
  insert into crm.users as u (id, email, full_name)
  values (person, address, ensure_user.full_name)
  on conflict (id) do update set full_name = excluded.full_name
  where u.full_name is null and excluded.full_name is not null;
  return person;
end;
$$;
comment on function crm_private.ensure_user(text, text, uuid) is
  'The user with this e-mail address, made without a password when there is none; an existing name stays. '
  'Example: select crm_private.ensure_user(''ada@example.com'', ''Ada Lovelace'').';
