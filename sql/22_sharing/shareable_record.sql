-- requires: 10_identity/caller_rights.sql
-- requires: 12_memberships/member_checks.sql

create or replace function crm_private.shareable_table(kind text)
returns regclass
language plpgsql
stable
set search_path = ''
as $$
declare
  source constant regclass := case kind
    when 'account' then 'crm.accounts'::regclass
    when 'contact' then 'crm.contacts'::regclass
    when 'lead' then 'crm.leads'::regclass
    when 'deal' then 'crm.deals'::regclass
  end;
begin
  if source is null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('a %s is not shared by itself', coalesce(pg_catalog.quote_literal(kind), 'null')),
      hint = 'Share an account, contact, lead or deal; what belongs to it goes along.';
  end if;
  return source;
end;
$$;
comment on function crm_private.shareable_table(text) is
  'The table of a kind of record that is shared one by one; 22023 for others. Example: select crm_private.shareable_table(''deal'').';

create or replace function crm_private.require_shareable(kind text, record_id uuid)
returns uuid
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  source constant regclass := crm_private.shareable_table(kind);
  is_free constant boolean := crm_private.bypasses_row_security();
  seen boolean;
  own boolean;
begin
  execute pg_catalog.format(
    'select crm_ext.row_visible($3, r.org_id, r.owner_id, r.team_id, r.id, r),'
    ' crm_ext.row_allowed_by_role(''update'', $3, r.org_id, r.owner_id, r.team_id, r.id, r)'
    ' from %s r where r.org_id = $1 and r.id = $2', source)
  into seen, own using org, record_id, kind;
  if seen is null or not (seen or is_free) then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('%s %s does not exist', kind, coalesce(record_id::text, 'null')),
      detail = pg_catalog.format('There is no such %s among those you may see.', kind);
  end if;
  if not (is_free or own and crm_ext.has_permission('record_share', 'create')) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not share %s %s', kind, record_id),
      detail = 'Sharing needs the right to update the record by yourself; a share, a rule or a place in its team does not give it.',
      hint = 'Ask its owner or an administrator to share it.';
  end if;
  return org;
end;
$$;
comment on function crm_private.require_shareable(text, uuid) is
  'The organization, if the caller may share the record: PT404 when he does not see it, 42501 when he may not update it by his own right. '
  'Example: select crm_private.require_shareable(''deal'', deal_id).';

create or replace function crm_private.require_access(access text)
returns void
language plpgsql
immutable
set search_path = ''
as $$
begin
  if access is null or access not in ('read', 'update') then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('access %s does not exist', coalesce(pg_catalog.quote_literal(access), 'null')),
      hint = 'Use read or update.';
  end if;
end;
$$;
comment on function crm_private.require_access(text) is
  'Refuses (22023) what is not read or update. Example: select crm_private.require_access(''read'').';

create or replace function crm_private.grantee_role(org uuid, user_id uuid, team_id uuid, role_key text)
returns uuid
language plpgsql
set search_path = ''
as $$
begin
  if pg_catalog.num_nonnulls(user_id, team_id, role_key) <> 1 then
    raise exception using
      errcode = '22023',
      message = 'a share is for one member, one team or one role',
      hint = 'Name exactly one of user_id, team_id and role_key.';
  end if;
  if user_id is not null then
    perform crm_private.find_member(org, grantee_role.user_id);
  end if;
  perform crm_private.require_team(org, grantee_role.team_id);
  return case when role_key is not null then (crm_private.find_role(org, role_key)).id end;
end;
$$;
comment on function crm_private.grantee_role(uuid, uuid, uuid, text) is
  'Checks whom something is shared with, one of three (22023), who must exist (PT404); returns the role''s id if it is a role. '
  'Example: select crm_private.grantee_role(org, null, null, ''support'').';
