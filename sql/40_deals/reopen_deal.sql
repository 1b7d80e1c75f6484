-- requires: 25_field_rights/require_fields.sql
-- requires: 40_deals/deal_changes.sql
-- requires: 40_deals/board_position.sql

create or replace function crm_private.last_open_stage(deal crm.deals)
returns uuid
language sql
stable
set search_path = ''
as $$
  select s.id
  from crm.stages s
  left join lateral (
    select h.entered_at, h.id
    from crm.deal_stage_history h
    where h.org_id = s.org_id and h.deal_id = deal.id and h.stage_id = s.id
    order by h.entered_at desc, h.id desc
    limit 1
  ) as stay on true
  where s.org_id = deal.org_id and s.pipeline_id = deal.pipeline_id and s.type = 'open'
  order by stay.entered_at desc nulls last, stay.id desc, s.position, s.id
  limit 1;
$$;

comment on function crm_private.last_open_stage(crm.deals) is
  'The open stage of its pipeline in which a deal was last, else the first one. Example: select crm_private.last_open_stage(d) from crm.deals d;';

create or replace function crm.reopen_deal(deal_id uuid, stage_id uuid default null, row_version integer default null)
returns crm.deals
language plpgsql
security definer
set search_path = ''
as $$
declare
  deal crm.deals := crm_private.lock_deal_to_update(deal_id, row_version);
  stage crm.stages;
  place numeric;
begin
  perform crm_private.require_fields('deal', pg_catalog.jsonb_build_object('stage_id', deal.stage_id));
  if deal.status = 'open' then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('deal %s is open', deal.id),
      hint = 'Use crm.move_deal to change its stage.';
  end if;
  stage := crm_private.find_open_stage(deal.org_id, deal.pipeline_id, coalesce(stage_id, crm_private.last_open_stage(deal)));
  place := crm_private.place_on_board(stage, deal.id, null, null);
  update crm.deals d
  set stage_id = stage.id,
      closed_at = null,
      lost_reason_id = null,
      lost_note = null,
      board_position = place
  where d.org_id = deal.org_id and d.id = deal.id
  returning d.* into deal;
  perform crm_private.require_outcome('update', 'deal', deal);
  return deal;
end;
$$;

comment on function crm.reopen_deal(uuid, uuid, integer) is
  'Opens a won or lost deal again, in stage_id (an open stage of its pipeline) or in the open stage it was last in; close date and '
  'lost reason are cleared. Open deals and a stale row_version are PT409. Returns the deal. '
  'Example: select crm.reopen_deal(''0198c0de-0000-7000-8000-000000000000'');';

revoke all on function crm.reopen_deal(uuid, uuid, integer) from public;
grant execute on function crm.reopen_deal(uuid, uuid, integer) to authenticated, service_role;
