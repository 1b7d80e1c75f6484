-- requires: 12_memberships/member_checks.sql

create or replace function crm_private.owned_tables()
returns table (target regclass, kind text)
language sql
stable
set search_path = ''
as $$
  select c.conrelid::regclass, r.resource
  from pg_catalog.pg_constraint c
  join crm_private.protected_tables() r on pg_catalog.to_regclass(r.table_name) = c.conrelid
  where c.contype = 'f' and c.confrelid = 'crm.memberships'::regclass and c.conparentid = 0 and c.conname = 'owner_id'
$$;
comment on function crm_private.owned_tables() is
  'The tables whose records have an owner, and their kind, from the foreign keys and the registry. Example: select * from crm_private.owned_tables().';

create or replace function crm_private.require_transferable(source regclass, kind text, org uuid, from_user uuid, receiver crm.memberships)
returns void
language plpgsql
set search_path = ''
as $$
declare
  refused bigint;
begin
  if crm_private.bypasses_row_security() then
    return;
  end if;
  execute pg_catalog.format(
    'select count(*) from %s r where r.org_id = $1 and r.owner_id = $2'
    ' and not crm_ext.row_allowed_by_role(''update'', $3, r.org_id, r.owner_id, r.team_id, r.id, r)', source)
  into refused using org, from_user, kind;
  if refused > 0 or not crm_private.caller_may('update', kind, org, receiver.user_id, receiver.team_id) then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not transfer each %s of this member', kind),
      detail = 'A transfer needs the right to update the records, where they are and where they go.',
      hint = 'Ask an administrator to do it.';
  end if;
end;
$$;
comment on function crm_private.require_transferable(regclass, text, uuid, uuid, crm.memberships) is
  'Refuses (42501) a transfer of records that the caller could not update before and after it. '
  'Example: perform crm_private.require_transferable(''crm.deals'', ''deal'', org, from_user, receiver).';

create or replace function crm_private.transfer_table(source regclass, kind text, from_user uuid, receiver crm.memberships)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  owns_some boolean;
  moved bigint;
begin
  execute pg_catalog.format('select exists (select from %s r where r.org_id = $1 and r.owner_id = $2)', source)
  into owns_some using receiver.org_id, from_user;
  if not owns_some then
    return 0;
  end if;
  perform crm_private.require_transferable(source, kind, receiver.org_id, from_user, receiver);
  execute pg_catalog.format('update %s r set owner_id = $3 where r.org_id = $1 and r.owner_id = $2', source)
  using receiver.org_id, from_user, receiver.user_id;
  get diagnostics moved = row_count;
  return moved;
end;
$$;
comment on function crm_private.transfer_table(regclass, text, uuid, crm.memberships) is
  'Gives a user''s records in one table to a member; returns how many. '
  'Example: select crm_private.transfer_table(''crm.deals'', ''deal'', from_user, receiver).';

create or replace function crm_private.transfer_owned(from_user uuid, receiver crm.memberships, kinds text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  unknown constant text := (
    select pg_catalog.string_agg(pg_catalog.quote_literal(k.kind), ', ')
    from pg_catalog.unnest(kinds) k (kind) where k.kind not in (select o.kind from crm_private.owned_tables() o));
  counts jsonb;
begin
  if unknown is not null then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('records of kind %s have no owner', unknown),
      hint = pg_catalog.format('Use: %s.', (select pg_catalog.string_agg(o.kind, ', ' order by o.kind) from crm_private.owned_tables() o));
  end if;
  select coalesce(pg_catalog.jsonb_object_agg(t.kind, t.moved) filter (where t.moved > 0), '{}') into counts
  from (
    select o.kind, crm_private.transfer_table(o.target, o.kind, from_user, receiver) as moved
    from crm_private.owned_tables() o where kinds is null or o.kind = any (kinds)
  ) t;
  if kinds is null then
    perform crm_private.transfer_recycled(from_user, receiver);
  end if;
  perform crm_private.record_security_event(receiver.org_id, 'records.transferred',
    pg_catalog.jsonb_build_object('kind', 'membership', 'user_id', from_user),
    pg_catalog.jsonb_build_object('to_user_id', receiver.user_id, 'counts', counts));
  return counts;
end;
$$;
comment on function crm_private.transfer_owned(uuid, crm.memberships, text[]) is
  'Gives all records of a user, or those of some kinds, to a member; returns how many of each kind. '
  'Example: select crm_private.transfer_owned(from_user, receiver, array[''deal'']).';

create or replace function crm_private.transfer_recycled(from_user uuid, receiver crm.memberships)
returns void
language sql
set search_path = ''
as $$
  update crm.deleted_records r
  set owner_id = receiver.user_id, team_id = receiver.team_id,
    row_data = case
      when r.row_data ->> 'owner_id' = from_user::text
        then r.row_data || pg_catalog.jsonb_build_object('owner_id', receiver.user_id, 'team_id', receiver.team_id)
      else r.row_data end
  where r.org_id = receiver.org_id and r.owner_id = from_user
$$;
comment on function crm_private.transfer_recycled(uuid, crm.memberships) is
  'Gives what a user has in the recycle bin to a member, who can restore it. Example: select crm_private.transfer_recycled(from_user, receiver).';

create or replace function crm_private.receiving_member(org uuid, user_id uuid, giver uuid)
returns crm.memberships
language plpgsql
set search_path = ''
as $$
declare
  receiver constant crm.memberships := crm_private.find_member(org, receiving_member.user_id);
begin
  if receiver.status <> 'active' or receiver.user_id = giver then
    raise exception using
      errcode = 'PT409',
      message = 'records go to another active member',
      detail = pg_catalog.format('Member %s is %s.', receiver.user_id, case when receiver.user_id = giver then 'the same' else receiver.status end),
      hint = 'Name another member.';
  end if;
  return receiver;
end;
$$;
comment on function crm_private.receiving_member(uuid, uuid, uuid) is
  'The member who is to get records: active, and not the giver (PT409). Example: select crm_private.receiving_member(org, user_id, giver).';

create or replace function crm.transfer_records(from_user_id uuid, to_user_id uuid, kinds text[] default null)
returns jsonb
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  giver constant crm.memberships := crm_private.find_member(org, from_user_id);
begin
  return crm_private.transfer_owned(giver.user_id, crm_private.receiving_member(org, to_user_id, giver.user_id), kinds);
end;
$$;
comment on function crm.transfer_records(uuid, uuid, text[]) is
  'Gives the records of a member to another, all or those of some kinds, in one transaction; the caller must be allowed to update them before '
  'and after. Returns counts, {"deal": 12}. Example: select crm.transfer_records(from_user_id, to_user_id, array[''deal'']).';

create or replace function crm_private.move_records_of_team(member crm.memberships, new_team uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  owned record;
begin
  for owned in select o.* from crm_private.owned_tables() o loop
    execute pg_catalog.format(
      'update %s r set team_id = $3 where r.org_id = $1 and r.owner_id = $2 and r.team_id is not distinct from $4', owned.target)
    using member.org_id, member.user_id, new_team, member.team_id;
  end loop;
end;
$$;
comment on function crm_private.move_records_of_team(crm.memberships, uuid) is
  'Takes the records that a member owns in his team along to a new one. Example: select crm_private.move_records_of_team(m, team_id).';
