-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.keep_an_admin()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if crm_private.bypasses_row_security() then
    return null; -- whoever runs the service may take an organization apart
  end if;
  -- Two admins who remove each other wait here, so that the second is refused.
  perform 1 from crm.organizations o where o.id = old.org_id for no key update;
  if not exists (
    select 1
    from crm.memberships m
    join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
    where m.org_id = old.org_id and m.status = 'active' and r.key = 'admin'
  ) then
    raise exception using
      errcode = 'PT409',
      message = 'an organization keeps at least one active administrator',
      detail = 'This member is the last one.',
      hint = 'Make another member an administrator first.';
  end if;
  return null;
end;
$$;
comment on function crm_private.keep_an_admin() is
  'Trigger: members cannot remove, suspend or demote the last active administrator (PT409). '
  'Example: delete from crm.memberships where user_id = (select crm_ext.current_user_id()).';

create or replace trigger memberships_after_update_keep_an_admin
  after update of role_id, status on crm.memberships
  for each row when (old.role_id is distinct from new.role_id or old.status is distinct from new.status)
  execute function crm_private.keep_an_admin();

create or replace trigger memberships_after_delete_keep_an_admin
  after delete on crm.memberships
  for each row execute function crm_private.keep_an_admin();
