-- requires: 10_identity/caller_rights.sql
-- requires: 30_leads/score_lead.sql
-- requires: 40_deals/pipeline_board.sql

create or replace function crm.rescore_leads(batch_size integer default 5000)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  rescored bigint;
begin
  batch_size := crm_private.require_page_size('batch_size', batch_size, 50000);
  if not crm_private.caller_may('update', 'scoring_model', org, null, null) then
    raise exception using
      errcode = '42501',
      message = 'you may not score leads anew',
      detail = 'It takes the right to update scoring models.',
      hint = 'Ask an administrator.';
  end if;
  -- The trigger that scores a changed lead does the work.
  update crm.leads l
  set scored_at = pg_catalog.now()
  from (
    select stale.id
    from crm.leads stale
    where stale.org_id = org and stale.status <> 'converted'
    order by stale.scored_at nulls first, stale.id
    limit batch_size
    for no key update skip locked
  ) as oldest
  where l.org_id = org and l.id = oldest.id;
  get diagnostics rescored = row_count;
  return rescored;
end;
$$;

comment on function crm.rescore_leads(integer) is
  'Scores the batch_size (1 to 50000) open leads anew whose scores are oldest, because engagement fades with time; returns how many. For '
  'those who may update scoring models; row versions stay. Example: select crm.rescore_leads(1000);';

revoke all on function crm.rescore_leads(integer) from public;
grant execute on function crm.rescore_leads(integer) to authenticated, service_role;
