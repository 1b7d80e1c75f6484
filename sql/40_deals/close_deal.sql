-- requires: 25_field_rights/require_fields.sql
-- requires: 40_deals/deal_changes.sql
-- requires: 40_deals/board_position.sql

create or replace function crm_private.find_lost_reason(org uuid, reason text)
returns uuid
language plpgsql
stable
set search_path = ''
as $$
declare
  reason_id uuid;
begin
  select r.id into reason_id
  from crm.lost_reasons r
  where r.org_id = org
    and (crm_ext.fold_text(r.name) = crm_ext.fold_text(pg_catalog.btrim(reason)) or r.id::text = reason)
  limit 1;
  if reason_id is null then
    raise exception using
      errcode = '22023',
      message = case
        when coalesce(pg_catalog.btrim(reason), '') = '' then 'a lost deal needs a reason'
        else pg_catalog.format('lost reason %L does not exist', pg_catalog.left(reason, 100))
      end,
      hint = pg_catalog.format('Use one of: %s.', coalesce(
        (select pg_catalog.string_agg(r.name, ', ' order by r.position, r.name) from crm.lost_reasons r where r.org_id = org),
        'none is set up, add one to crm.lost_reasons'));
  end if;
  return reason_id;
end;
$$;

comment on function crm_private.find_lost_reason(uuid, text) is
  'The lost reason with this name (whatever its case and accents) or identifier; 22023 with the list of reasons otherwise. '
  'Example: select crm_private.find_lost_reason(o.id, ''Price'') from crm.organizations o;';

create or replace function crm_private.close_deal(deal crm.deals, stage_type text, closed_on date)
returns crm.deals
language plpgsql
set search_path = ''
as $$
declare
  stage constant crm.stages := crm_private.find_closing_stage(deal, stage_type);
  closing constant timestamptz := crm_private.closing_instant(deal.org_id, closed_on);
  place constant numeric := crm_private.place_on_board(stage, deal.id, null, null);
begin
  update crm.deals d
  set stage_id = stage.id,
      amount = deal.amount,
      closed_at = closing,
      lost_reason_id = deal.lost_reason_id,
      lost_note = deal.lost_note,
      board_position = place
  where d.org_id = deal.org_id and d.id = deal.id
  returning d.* into deal;
  perform crm_private.require_outcome('update', 'deal', deal);
  return deal;
end;
$$;

comment on function crm_private.close_deal(crm.deals, text, date) is
  'Puts an open deal into the closing stage of its pipeline, with the amount, reason and note it carries. '
  'Example: deal := crm_private.close_deal(deal, ''won'', null);';

create or replace function crm.win_deal(
  deal_id uuid,
  closed_on date default null,
  amount numeric default null,
  row_version integer default null
)
returns crm.deals
language plpgsql
security definer
set search_path = ''
as $$
declare
  deal crm.deals := crm_private.lock_deal_to_update(deal_id, row_version);
begin
  perform crm_private.require_open(deal);
  perform crm_private.require_fields('deal', pg_catalog.jsonb_build_object('amount', win_deal.amount));
  deal.amount := coalesce(win_deal.amount, deal.amount);
  return crm_private.close_deal(deal, 'won', closed_on);
end;
$$;

comment on function crm.win_deal(uuid, date, numeric, integer) is
  'Closes an open deal as won on closed_on (today by default, never in the future), with its final amount in whole units of its '
  'currency. Closed deals and a stale row_version are PT409. Returns the deal. '
  'Example: select crm.win_deal(''0198c0de-0000-7000-8000-000000000000'', amount => 5400);';

create or replace function crm.lose_deal(
  deal_id uuid,
  reason text default null,
  note text default null,
  closed_on date default null,
  row_version integer default null
)
returns crm.deals
language plpgsql
security definer
set search_path = ''
as $$
declare
  deal crm.deals := crm_private.lock_deal_to_update(deal_id, row_version);
begin
  perform crm_private.require_open(deal);
  perform crm_private.require_fields('deal', pg_catalog.jsonb_build_object('lost_reason_id', reason, 'lost_note', note));
  deal.lost_reason_id := crm_private.find_lost_reason(deal.org_id, reason);
  deal.lost_note := note;
  return crm_private.close_deal(deal, 'lost', closed_on);
end;
$$;

comment on function crm.lose_deal(uuid, text, text, date, integer) is
  'Closes an open deal as lost. reason is the name or identifier of one of crm.lost_reasons and must be given; note is free text. '
  'Closed deals and a stale row_version are PT409. Returns the deal. '
  'Example: select crm.lose_deal(''0198c0de-0000-7000-8000-000000000000'', reason => ''Price'');';

revoke all on function crm.win_deal(uuid, date, numeric, integer) from public;
revoke all on function crm.lose_deal(uuid, text, text, date, integer) from public;
grant execute on function crm.win_deal(uuid, date, numeric, integer) to authenticated, service_role;
grant execute on function crm.lose_deal(uuid, text, text, date, integer) to authenticated, service_role;
