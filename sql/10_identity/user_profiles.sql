create or replace function crm_private.keep_user_profile()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if new.email is null then
    return null;
  end if;
  insert into crm.users as u (id, email, full_name, avatar_url)
  values (new.id, pg_catalog.lower(new.email), new.raw_user_meta_data ->> 'full_name', new.raw_user_meta_data ->> 'avatar_url')
  on conflict (id) do update set email = excluded.email;
  return null;
end;
$$;
comment on function crm_private.keep_user_profile() is
  'Trigger on auth.users: a new user gets a profile in crm.users, a changed e-mail address follows. '
  'Example: update auth.users set email = ''new@example.com'' where id = ...';

create or replace trigger users_after_write_keep_profile
  after insert or update of email on auth.users
  for each row execute function crm_private.keep_user_profile();

create or replace function crm_private.touch_user()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.updated_at := pg_catalog.now();
  return new;
end;
$$;
comment on function crm_private.touch_user() is
  'Trigger: stamps a changed profile. Example: update crm.users set full_name = ''Ada'' where id = ...';

create or replace trigger users_before_update_touch
  before update on crm.users
  for each row execute function crm_private.touch_user();

-- Whoever signed up before this was installed.
insert into crm.users (id, email, full_name, avatar_url)
select u.id, lower(u.email), u.raw_user_meta_data ->> 'full_name', u.raw_user_meta_data ->> 'avatar_url'
from auth.users u
where u.email is not null
on conflict do nothing;
