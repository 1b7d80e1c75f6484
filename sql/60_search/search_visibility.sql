-- requires: 10_identity/caller_rights.sql
-- Row security cannot use the index of words, so the search asks the same rule itself. How it asks depends on what the
-- caller's rights look at: owner and team stand in the document; shared records have known ids; conditions need the record.

create or replace function crm_private.search_ways(kind text)
returns text[]
language sql
stable
set search_path = ''
as $$
  select case
    when crm_private.bypasses_row_security() then array['everything']
    when crm_ext.is_conditional('read', kind) then array['record']
    when pg_catalog.cardinality(crm_ext.shared_ids(kind)) > 0 then array['class', 'shared']
    else array['class']
  end
$$;
comment on function crm_private.search_ways(text) is
  'How documents of a kind are found that the caller may see: everything, by class (owner and team), shared ones by id, or by looking at the '
  'record. Example: select crm_private.search_ways(''deal'');';

create or replace function crm_private.record_is_visible(kind text, org uuid, record uuid)
returns boolean
language plpgsql
stable
set search_path = ''
as $$
begin
  return case kind
    when 'account' then exists (
      select from crm.accounts r where r.org_id = org and r.id = record
        and crm_ext.row_visible('account', r.org_id, r.owner_id, r.team_id, r.id, r))
    when 'contact' then exists (
      select from crm.contacts r where r.org_id = org and r.id = record
        and crm_ext.row_visible('contact', r.org_id, r.owner_id, r.team_id, r.id, r))
    when 'lead' then exists (
      select from crm.leads r where r.org_id = org and r.id = record
        and crm_ext.row_visible('lead', r.org_id, r.owner_id, r.team_id, r.id, r))
    when 'deal' then exists (
      select from crm.deals r where r.org_id = org and r.id = record
        and crm_ext.row_visible('deal', r.org_id, r.owner_id, r.team_id, r.id, r))
  end;
end;
$$;
comment on function crm_private.record_is_visible(text, uuid, uuid) is
  'Whether the caller may see a record, conditions included, as the policy of its table asks. '
  'Example: select crm_private.record_is_visible(''deal'', d.org_id, d.id) from crm.deals d;';

revoke all on function crm_private.search_ways(text) from public, anon, authenticated;
revoke all on function crm_private.record_is_visible(text, uuid, uuid) from public, anon, authenticated;
