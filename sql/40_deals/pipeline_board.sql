-- requires: 40_deals/board_parts.sql

create or replace function crm_private.find_pipeline(org uuid, pipeline_id uuid)
returns crm.pipelines
language plpgsql
stable
set search_path = ''
as $$
declare
  pipeline crm.pipelines;
begin
  select p.* into pipeline
  from crm.pipelines p
  where p.org_id = org and (p.id = find_pipeline.pipeline_id or find_pipeline.pipeline_id is null)
  order by p.is_default desc, p.position, p.id
  limit 1;
  if pipeline.id is null then
    raise exception using
      errcode = 'PT404',
      message = case
        when pipeline_id is null then 'there is no pipeline'
        else pg_catalog.format('pipeline %s does not exist', pipeline_id)
      end,
      hint = 'Read crm.pipelines for the pipelines you may use.';
  end if;
  return pipeline;
end;
$$;

comment on function crm_private.find_pipeline(uuid, uuid) is
  'The given pipeline, or the default one; PT404 if there is none. Example: select (crm_private.find_pipeline(crm_ext.current_org(), null)).name;';

create or replace function crm_private.require_page_size(name text, value integer, largest integer)
returns integer
language plpgsql
immutable
set search_path = ''
as $$
begin
  if value is null or value not between 1 and largest then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('%s is out of range', name),
      detail = pg_catalog.format('Got %s; 1 to %s are allowed.', coalesce(value::text, 'null'), largest),
      hint = pg_catalog.format('Pass %s between 1 and %s, and page on with the cursor.', name, largest);
  end if;
  return value;
end;
$$;

comment on function crm_private.require_page_size(text, integer, integer) is
  'The value itself, or 22023 outside 1 to largest. Example: select crm_private.require_page_size(''per_stage'', 50, 200);';

create or replace function crm.pipeline_board(pipeline_id uuid default null, per_stage integer default 50)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  pipeline constant crm.pipelines := crm_private.find_pipeline(crm_private.active_organization(), pipeline_id);
begin
  per_stage := crm_private.require_page_size('per_stage', per_stage, 200);
  return pg_catalog.jsonb_build_object(
    'pipeline_id', pipeline.id,
    'name', pipeline.name,
    'stages', (
      select coalesce(pg_catalog.jsonb_agg(
        pg_catalog.jsonb_build_object(
          'stage_id', s.id,
          'name', s.name,
          'type', s.type,
          'position', s.position,
          'probability', s.probability,
          'rot_days', s.rot_days,
          'deal_count', coalesce(t.deal_count, 0),
          'totals', coalesce(t.totals, '[]')
        ) || crm_private.board_cards(s, null, null, per_stage)
        order by s.position, s.id
      ), '[]')
      from crm.stages s
      left join crm_private.board_totals(pipeline.org_id, pipeline.id) t on t.stage_id = s.id
      where s.org_id = pipeline.org_id and s.pipeline_id = pipeline.id
    )
  );
end;
$$;

comment on function crm.pipeline_board(uuid, integer) is
  'The board of a pipeline (the default one without pipeline_id): stages in order, each with deal_count, totals by currency (amount and '
  'amount times probability; currencies are never added up), its first per_stage deals (1 to 200) in board order, is_rotting for open '
  'deals, and next_cursor for crm.pipeline_board_page. Shows what the caller may see. '
  'Example: select crm.pipeline_board(per_stage => 20);';

create or replace function crm.pipeline_board_page(stage_id uuid, cursor text default null, page_size integer default 50)
returns jsonb
language plpgsql
stable
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  stage crm.stages;
begin
  page_size := crm_private.require_page_size('page_size', page_size, 200);
  if cursor !~ '^-?[0-9]{1,100}(\.[0-9]{1,100})? [0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$' then
    raise exception using
      errcode = '22023',
      message = 'cursor is not one of this board',
      hint = 'Pass next_cursor as crm.pipeline_board returned it.';
  end if;
  select s.* into stage
  from crm.stages s
  where s.org_id = org and s.id = pipeline_board_page.stage_id;
  if stage.id is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('stage %s does not exist', coalesce(stage_id::text, 'null')),
      hint = 'Read crm.stages for the stages of each pipeline.';
  end if;
  return crm_private.board_cards(
    stage,
    pg_catalog.split_part(cursor, ' ', 1)::numeric,
    pg_catalog.split_part(cursor, ' ', 2)::uuid,
    page_size
  );
end;
$$;

comment on function crm.pipeline_board_page(uuid, text, integer) is
  'The next deals of one column of the board, {"deals", "next_cursor"}; cursor is the next_cursor of the page before, null for the first '
  'page. Example: select crm.pipeline_board_page(''0198c0de-0000-7000-8000-00000000000a'', page_size => 20);';

revoke all on function crm.pipeline_board(uuid, integer) from public;
revoke all on function crm.pipeline_board_page(uuid, text, integer) from public;
grant execute on function crm.pipeline_board(uuid, integer) to authenticated, service_role;
grant execute on function crm.pipeline_board_page(uuid, text, integer) to authenticated, service_role;
grant execute on function
  crm_private.deal_is_rotting(timestamptz, timestamptz, integer),
  crm_private.board_totals(uuid, uuid),
  crm_private.board_cards(crm.stages, numeric, uuid, integer),
  crm_private.find_pipeline(uuid, uuid),
  crm_private.require_page_size(text, integer, integer),
  crm_private.active_organization()
  to authenticated, service_role;
