create or replace function crm_private.keep_converted_lead()
returns trigger
language plpgsql
set search_path = ''
as $$
declare
  -- References that other records' deletion clears and their restoring sets, and bookkeeping, still change.
  free text[] := array[
    'converted_account_id', 'converted_contact_id', 'converted_deal_id', 'last_activity_at', 'owner_id', 'team_id',
    'row_version', 'updated_at', 'updated_by', 'score', 'full_name'
  ];
begin
  if new.source_id is null or old.source_id is null then
    free := free || 'source_id'::text;
  end if;
  if pg_catalog.to_jsonb(new) - free is distinct from pg_catalog.to_jsonb(old) - free then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('lead %s is converted and can no longer be changed', old.id),
      detail = pg_catalog.format('It was converted at %s.', old.converted_at),
      hint = 'Change the contact, account or deal that it became.';
  end if;
  return new;
end;
$$;

comment on function crm_private.keep_converted_lead() is
  'Trigger: a converted lead keeps its content; its owner, and references to records that are deleted, may change. '
  'Example: update crm.leads set company = ''x'' where status = ''converted''; -- PT409';

create or replace trigger leads_before_update_keep_converted
  before update on crm.leads
  for each row
  when (old.status = 'converted')
  execute function crm_private.keep_converted_lead();
