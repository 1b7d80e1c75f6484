-- requires: 22_sharing/shareable_record.sql

create or replace function crm_private.require_team_kind(kind text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if kind is null or kind not in ('account', 'deal') then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('a %s has no team', coalesce(pg_catalog.quote_literal(kind), 'null')),
      hint = 'Accounts and deals have one; share other records with crm.share_record.';
  end if;
end;
$$;
comment on function crm_private.require_team_kind(text) is
  'Refuses (22023) kinds of record without a team. Example: select crm_private.require_team_kind(''deal'').';

create or replace function crm.add_team_member(kind text, id uuid, user_id uuid, title text default null, access text default 'read')
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  org uuid;
  made jsonb;
begin
  perform crm_private.require_team_kind(add_team_member.kind);
  perform crm_private.require_access(add_team_member.access);
  org := crm_private.require_shareable(add_team_member.kind, add_team_member.id);
  perform crm_private.find_member(org, add_team_member.user_id);
  if kind = 'account' then
    insert into crm.account_team_members as t (org_id, account_id, user_id, title, access)
    values (org, add_team_member.id, add_team_member.user_id, add_team_member.title, add_team_member.access)
    on conflict on constraint account_team_members_user_id_key do update set title = excluded.title, access = excluded.access
    returning pg_catalog.to_jsonb(t) into made;
  else
    insert into crm.deal_team_members as t (org_id, deal_id, user_id, title, access)
    values (org, add_team_member.id, add_team_member.user_id, add_team_member.title, add_team_member.access)
    on conflict on constraint deal_team_members_user_id_key do update set title = excluded.title, access = excluded.access
    returning pg_catalog.to_jsonb(t) into made;
  end if;
  return made;
end;
$$;
comment on function crm.add_team_member(text, uuid, uuid, text, text) is
  'Puts a member into the team of an account or deal, who may then read or update it; for whoever may share it. Again changes title and access. '
  'Example: select crm.add_team_member(''deal'', deal_id, user_id, ''Solution engineer'', ''update'').';

create or replace function crm.remove_team_member(kind text, id uuid, user_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  gone uuid;
begin
  perform crm_private.require_team_kind(remove_team_member.kind);
  -- who works on a record may stop to
  if remove_team_member.user_id is distinct from crm_ext.current_user_id() then
    perform crm_private.require_shareable(remove_team_member.kind, remove_team_member.id);
  end if;
  if kind = 'account' then
    delete from crm.account_team_members t
    where t.org_id = org and t.account_id = remove_team_member.id and t.user_id = remove_team_member.user_id returning t.id into gone;
  else
    delete from crm.deal_team_members t
    where t.org_id = org and t.deal_id = remove_team_member.id and t.user_id = remove_team_member.user_id returning t.id into gone;
  end if;
  if gone is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('this %s has no such team member', kind),
      hint = pg_catalog.format('Read crm.%s_team_members for those that it has.', kind);
  end if;
end;
$$;
comment on function crm.remove_team_member(text, uuid, uuid) is
  'Takes a member out of the team of an account or deal, for whoever may share it and for the member himself. '
  'Example: select crm.remove_team_member(''deal'', deal_id, user_id).';
