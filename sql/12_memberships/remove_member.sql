-- requires: 12_memberships/transfer_records.sql

create or replace function crm_private.end_membership(member crm.memberships, successor uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  update crm.organizations o set default_owner_id = successor where o.id = member.org_id and o.default_owner_id = member.user_id;
  update crm.lead_sources s set default_owner_id = successor where s.org_id = member.org_id and s.default_owner_id = member.user_id;
  delete from crm.memberships m where m.org_id = member.org_id and m.user_id = member.user_id;
exception
  when foreign_key_violation then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('member %s still owns records', member.user_id),
      hint = 'Name in transfer_to who gets them.';
end;
$$;
comment on function crm_private.end_membership(crm.memberships, uuid) is
  'Deletes a membership; what names the member as default owner names the successor. PT409 while records are his. '
  'Example: select crm_private.end_membership(m, null).';

create or replace function crm.remove_member(user_id uuid, transfer_to uuid default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  member constant crm.memberships := crm_private.member_to_change(remove_member.user_id, 'delete');
  counts jsonb := pg_catalog.jsonb_build_object();
begin
  if transfer_to is not null then
    counts := crm_private.transfer_owned(
      member.user_id, crm_private.receiving_member(member.org_id, transfer_to, member.user_id), null);
  end if;
  perform crm_private.end_membership(member, transfer_to);
  return pg_catalog.jsonb_build_object('user_id', member.user_id, 'transferred_to', transfer_to, 'transferred', counts);
end;
$$;
comment on function crm.remove_member(uuid, uuid) is
  'Ends a membership; all records of the member go to transfer_to in the same transaction. Returns how many of each kind. PT409 for the last '
  'administrator, and for a member with records and no transfer_to. Example: select crm.remove_member(user_id, transfer_to => other_user_id).';

create or replace function crm.resign_membership()
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
begin
  perform crm_private.lock_memberships(org);
  perform crm_private.end_membership(crm_private.find_member(org, crm_ext.current_user_id()), null);
end;
$$;
comment on function crm.resign_membership() is
  'Ends the caller''s own membership in the active organization. PT409 for the last administrator, and while records are his: then an '
  'administrator removes him and says who gets them. Example: select crm.resign_membership().';
