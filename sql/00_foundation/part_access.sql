create or replace function crm_private.part_access_kind(access_kind text, part jsonb)
returns text
language sql
immutable
set search_path = ''
as $$
  select case
    when access_kind <> 'record' then access_kind
    when part ->> 'account_id' is not null then 'account'
    when part ->> 'contact_id' is not null then 'contact'
    when part ->> 'lead_id' is not null then 'lead'
    else 'deal'
  end
$$;
comment on function crm_private.part_access_kind(text, jsonb) is
  'The kind of record that a part belongs to; record stands for the one that its four references name. '
  'Example: select crm_private.part_access_kind(''record'', ''{"deal_id": "0198c0de-0000-7000-8000-000000000000"}'').';

create or replace function crm_private.part_holder(access_kind text, part jsonb, out owner_id uuid, out team_id uuid)
language plpgsql
stable
set search_path = ''
as $$
declare
  -- a sensitive side is held by the record: deal.financials by the deal
  holder_kind constant text := pg_catalog.split_part(access_kind, '.', 1);
  holder constant regclass := case holder_kind
    when 'account' then 'crm.accounts'::regclass
    when 'contact' then 'crm.contacts'::regclass
    when 'lead' then 'crm.leads'::regclass
    when 'deal' then 'crm.deals'::regclass
    when 'activity' then 'crm.activities'::regclass
  end;
begin
  if holder is null then
    return;
  end if;
  execute pg_catalog.format('select r.owner_id, r.team_id from %s r where r.org_id = $1 and r.id = $2', holder)
  into owner_id, team_id
  using (part ->> 'org_id')::uuid, (part ->> (holder_kind || '_id'))::uuid;
end;
$$;
comment on function crm_private.part_holder(text, jsonb) is
  'Owner and team of the record that a part belongs to; null for parts of records without owners. '
  'Example: select * from crm_private.part_holder(''contact'', to_jsonb(p)) from crm.contact_points p.';
