-- A deleted record opens a batch in an AFTER trigger named "0_recycle": that sorts before PostgreSQL's own
-- "RI_ConstraintTrigger", so the batch stands before the foreign keys delete and detach what depends on the record. What they
-- delete joins in BEFORE triggers, because PostgreSQL puts off the AFTER triggers of a cascade to the end of the statement.
-- For the same reason a cascade may be one level deep.

create or replace function crm_private.open_recycle_batch()
returns void
language sql
set search_path = ''
as $$
  select pg_catalog.set_config('crm.recycle_batch', crm_ext.uuid_v7()::text, true),
    pg_catalog.set_config('crm.recycle_position', '0', true)
$$;
comment on function crm_private.open_recycle_batch() is
  'Starts a batch of the recycle bin: what is deleted by cascade joins it. Example: select crm_private.open_recycle_batch().';

create or replace function crm_private.detached_references(org uuid, record uuid, referrers text[])
returns jsonb
language plpgsql
set search_path = ''
as $$
declare
  referrer text;
  ids jsonb;
  detached jsonb := '[]'::jsonb;
begin
  foreach referrer in array referrers loop
    execute pg_catalog.format(
      'select pg_catalog.jsonb_agg(r.id) from crm.%I r where r.org_id = $1 and r.%I = $2',
      pg_catalog.split_part(referrer, '.', 1), pg_catalog.split_part(referrer, '.', 2))
    into ids using org, record;
    if ids is not null then
      detached := detached || pg_catalog.jsonb_build_object(
        'table', pg_catalog.split_part(referrer, '.', 1), 'column', pg_catalog.split_part(referrer, '.', 2), 'ids', ids);
    end if;
  end loop;
  return detached;
end;
$$;
comment on function crm_private.detached_references(uuid, uuid, text[]) is
  'The rows whose reference to a record its deletion will empty. '
  'Example: select crm_private.detached_references(org_id, id, array[''deals.account_id'']) from crm.accounts.';

create or replace function crm_private.recycled_access(
  kind text,
  gone jsonb,
  batch uuid,
  place integer,
  out access_kind text,
  out owner_id uuid,
  out team_id uuid
)
language plpgsql
stable
set search_path = ''
as $$
begin
  if kind = 'membership.compensation' then
    access_kind := kind;
    owner_id := (gone ->> 'user_id')::uuid;
  elsif gone ? 'owner_id' then
    access_kind := kind;
    owner_id := (gone ->> 'owner_id')::uuid;
    team_id := (gone ->> 'team_id')::uuid;
  elsif place > 0 then
    -- A sensitive side keeps its own right when it goes with its record.
    select case when pg_catalog.strpos(recycled_access.kind, '.') > 0 then recycled_access.kind else r.access_kind end, r.owner_id, r.team_id
    into access_kind, owner_id, team_id
    from crm.deleted_records r
    where r.org_id = (gone ->> 'org_id')::uuid and r.batch_id = batch and r.position = 0;
  else
    access_kind := crm_private.part_access_kind(kind, gone);
    select h.owner_id, h.team_id into owner_id, team_id from crm_private.part_holder(access_kind, gone) h;
  end if;
end;
$$;
comment on function crm_private.recycled_access(text, jsonb, uuid, integer) is
  'Whose rights decide about a deleted row: its own owner''s, those of the record it went with, or those of the record it was a part of. '
  'Example: select * from crm_private.recycled_access(''deal'', to_jsonb(d), batch, 0) from crm.deals d.';

create or replace function crm_private.recycle_row()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  gone constant jsonb := pg_catalog.to_jsonb(old);
  record constant uuid :=
    coalesce(gone ->> 'id', gone ->> 'record_id', gone ->> 'deal_id', gone ->> 'contact_id', gone ->> 'user_id')::uuid;
  batch uuid;
  place integer;
begin
  if tg_when = 'AFTER' or coalesce(pg_catalog.current_setting('crm.recycle_batch', true), '') = '' then
    perform crm_private.open_recycle_batch();
  end if;
  batch := pg_catalog.current_setting('crm.recycle_batch')::uuid;
  place := pg_catalog.current_setting('crm.recycle_position')::integer;
  insert into crm.deleted_records
    (org_id, batch_id, position, kind, table_name, record_id, access_kind, owner_id, team_id, row_data, detached)
  select old.org_id, batch, place, tg_argv[0], tg_argv[1], record, a.access_kind, a.owner_id, a.team_id, gone,
    crm_private.detached_references(old.org_id, record, tg_argv[3:])
  from crm_private.recycled_access(tg_argv[2], gone, batch, place) a;
  perform pg_catalog.set_config('crm.recycle_position', (place + 1)::text, true);
  if tg_argv[0] <> 'external_ref' then
    delete from crm.external_refs e where e.org_id = old.org_id and e.kind = tg_argv[0] and e.record_id = record;
  end if;
  return case when tg_when = 'BEFORE' then old end;
end;
$$;
comment on function crm_private.recycle_row() is
  'Trigger: keeps a deleted row, its cascade and the references to it as one batch of crm.deleted_records. Arguments: kind; table; kind '
  'whose rights decide about it; then the references that the deletion empties, as table.column. '
  'Example: execute function crm_private.recycle_row(''product'', ''products'', ''product'', ''deals.product_id'').';
