-- requires: 22_sharing/shareable_record.sql

create or replace function crm.share_record(
  kind text,
  id uuid,
  access text default 'read',
  user_id uuid default null,
  team_id uuid default null,
  role_key text default null
)
returns crm.record_shares
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.require_shareable(share_record.kind, share_record.id);
  role constant uuid := crm_private.grantee_role(org, share_record.user_id, share_record.team_id, role_key);
  share crm.record_shares;
begin
  perform crm_private.require_access(share_record.access);
  insert into crm.record_shares as s (org_id, account_id, contact_id, lead_id, deal_id, user_id, team_id, role_id, access)
  values (org, case kind when 'account' then share_record.id end, case kind when 'contact' then share_record.id end,
    case kind when 'lead' then share_record.id end, case kind when 'deal' then share_record.id end,
    share_record.user_id, share_record.team_id, role, share_record.access)
  on conflict on constraint record_shares_once_key do update set access = excluded.access
  returning s.* into share;
  return share;
end;
$$;
comment on function crm.share_record(text, uuid, text, uuid, uuid, text) is
  'Lets a member, a team with those below it, or a role read or update one account, contact, lead or deal beyond their scope; for whoever may '
  'update it by his own right. Again changes the access. Example: select crm.share_record(''deal'', deal_id, ''read'', role_key => ''support'').';

create or replace function crm.unshare_record(share_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  share crm.record_shares;
begin
  select s.* into share from crm.record_shares s where s.org_id = org and s.id = share_id;
  if share.id is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('share %s does not exist', coalesce(share_id::text, 'null')),
      hint = 'Read crm.record_shares for those that there are.';
  end if;
  perform crm_private.require_shareable(
    case when share.account_id is not null then 'account' when share.contact_id is not null then 'contact'
      when share.lead_id is not null then 'lead' else 'deal' end,
    coalesce(share.account_id, share.contact_id, share.lead_id, share.deal_id));
  delete from crm.record_shares s where s.org_id = org and s.id = share.id;
end;
$$;
comment on function crm.unshare_record(uuid) is
  'Takes a share back, for whoever may share the record. Example: select crm.unshare_record(s.id) from crm.record_shares s where s.deal_id = ...';
