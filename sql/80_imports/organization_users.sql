-- requires: 80_imports/ensure_user.sql
-- A user is a login, a profile and a membership; imports write all three through one view.

create or replace view crm_private.organization_users with (security_invoker = true) as
select m.org_id, u.id, u.email, u.full_name, u.avatar_url, m.role_id, m.team_id, m.status, m.is_default, m.row_version
from crm.memberships m
join crm.users u on u.id = m.user_id;
comment on view crm_private.organization_users is
  'The members of organizations as imports see them; writable. Example: select full_name from crm_private.organization_users where org_id = ...';

create or replace function crm_private.write_organization_user()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  if tg_op = 'INSERT' then
    new.id := crm_private.ensure_user(new.email, new.full_name, new.id);
    new.role_id := coalesce(new.role_id, (select r.id from crm.roles r where r.org_id = new.org_id and r.key = 'rep'));
    insert into crm.memberships as m (org_id, user_id, role_id, team_id, status, is_default)
    values (new.org_id, new.id, new.role_id, new.team_id, coalesce(new.status, 'active'), coalesce(new.is_default, false))
    returning m.row_version into new.row_version;
    return new;
  end if;
  update crm.users u
  set full_name = new.full_name, avatar_url = new.avatar_url
  where u.id = new.id and (u.full_name, u.avatar_url) is distinct from (new.full_name, new.avatar_url);
  update auth.users u set email = new.email where u.id = new.id and u.email is distinct from new.email;
  update crm.memberships m
  set role_id = new.role_id, team_id = new.team_id, status = new.status, is_default = new.is_default
  where m.org_id = new.org_id and m.user_id = new.id
    and (m.role_id, m.team_id, m.status, m.is_default) is distinct from (new.role_id, new.team_id, new.status, new.is_default);
  select m.row_version into new.row_version from crm.memberships m where m.org_id = new.org_id and m.user_id = new.id;
  return new;
end;
$$;
comment on function crm_private.write_organization_user() is
  'Trigger: makes or changes login, profile and membership of a member. '
  'Example: insert into crm_private.organization_users (org_id, id, email, role_id) values (...)';

create or replace function crm_private.remove_organization_user()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  delete from crm.memberships m where m.org_id = old.org_id and m.user_id = old.id;
  -- a login that was never used and belongs nowhere was made for this membership
  delete from auth.users u
  where u.id = old.id and u.encrypted_password is null and u.last_sign_in_at is null
    and not exists (select 1 from crm.memberships m where m.user_id = old.id);
  return old;
end;
$$;
comment on function crm_private.remove_organization_user() is
  'Trigger: ends a membership, and removes the login if it was never used and belongs nowhere else. '
  'Example: delete from crm_private.organization_users where org_id = ... and id = ...';

create or replace trigger organization_users_instead_of_write
  instead of insert or update on crm_private.organization_users
  for each row execute function crm_private.write_organization_user();
create or replace trigger organization_users_instead_of_delete
  instead of delete on crm_private.organization_users
  for each row execute function crm_private.remove_organization_user();
