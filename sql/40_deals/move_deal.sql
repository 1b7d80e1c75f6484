-- requires: 25_field_rights/require_fields.sql
-- requires: 40_deals/deal_changes.sql
-- requires: 40_deals/board_position.sql

create or replace function crm_private.require_neighbours(org uuid, neighbours uuid[])
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  perform crm_private.require_record('deal', n.id, d, 'read')
  from pg_catalog.unnest(neighbours) as n (id)
  left join crm.deals d on d.org_id = org and d.id = n.id
  where n.id is not null;
end;
$$;

comment on function crm_private.require_neighbours(uuid, uuid[]) is
  'Refuses (PT404) neighbours that the caller cannot see; those that have left the column meanwhile just do not count. '
  'Example: perform crm_private.require_neighbours(org, array[before_id, after_id]);';

create or replace function crm_private.require_not_lost(deal crm.deals, stage crm.stages)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if stage.type = 'lost' and deal.stage_id <> stage.id then
    raise exception using
      errcode = '22023',
      message = 'a deal is lost for a reason',
      detail = pg_catalog.format('Stage %s is of type lost.', stage.name),
      hint = 'Call crm.lose_deal with a reason.';
  end if;
end;
$$;

comment on function crm_private.require_not_lost(crm.deals, crm.stages) is
  'Refuses (22023) to move a deal into a lost stage without a reason. Example: perform crm_private.require_not_lost(deal, stage);';

create or replace function crm.move_deal(
  deal_id uuid,
  stage_id uuid default null,
  before_id uuid default null,
  after_id uuid default null,
  row_version integer default null
)
returns crm.deals
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  deal crm.deals;
  stage crm.stages;
  place numeric;
begin
  perform crm_private.lock_board_columns(org, array[
    stage_id,
    (select d.stage_id from crm.deals d where d.org_id = org and d.id = move_deal.deal_id)
  ]);
  deal := crm_private.lock_deal_to_update(deal_id, row_version);
  perform crm_private.require_fields('deal', pg_catalog.jsonb_build_object('stage_id', nullif(stage_id, deal.stage_id)));
  stage := crm_private.find_pipeline_stage(deal, coalesce(stage_id, deal.stage_id));
  perform crm_private.require_not_lost(deal, stage);
  perform crm_private.require_neighbours(org, array[before_id, after_id]);
  if deal.stage_id = stage.id and before_id is null and after_id is null then
    return deal;
  end if;
  -- Not inside the update: making room may renumber the very row.
  place := crm_private.place_on_board(stage, deal.id, before_id, after_id);
  update crm.deals d
  set pipeline_id = stage.pipeline_id, stage_id = stage.id, board_position = place
  where d.org_id = org and d.id = deal.id
  returning d.* into deal;
  perform crm_private.require_outcome('update', 'deal', deal);
  return deal;
end;
$$;

comment on function crm.move_deal(uuid, uuid, uuid, uuid, integer) is
  'Moves a deal to a stage (of any pipeline) and to a place on the board, directly above before_id or below after_id, at the top of '
  'the column without them; without stage_id within its column. A stale row_version is PT409; moving into a lost stage needs '
  'crm.lose_deal. Concurrent moves both hold: a neighbour that has left the column meanwhile does not count. Returns the deal. '
  'Example: select crm.move_deal(''0198c0de-0000-7000-8000-000000000000'', stage_id => ''0198c0de-0000-7000-8000-00000000000a'');';

revoke all on function crm.move_deal(uuid, uuid, uuid, uuid, integer) from public;
grant execute on function crm.move_deal(uuid, uuid, uuid, uuid, integer) to authenticated, service_role;
