create or replace function crm_private.lock_board_columns(org uuid, stages uuid[])
returns void
language plpgsql
set search_path = ''
as $$
declare
  stage uuid;
begin
  -- One order for everybody, so that two moves between the same columns wait instead of deadlocking.
  for stage in select distinct s from pg_catalog.unnest(stages) s where s is not null order by s loop
    perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtextextended('board ' || org::text || stage::text, 0));
  end loop;
end;
$$;

comment on function crm_private.lock_board_columns(uuid, uuid[]) is
  'Lets one transaction at a time place deals in these columns of the board. '
  'Example: perform crm_private.lock_board_columns(org, array[from_stage, to_stage]);';

create or replace function crm_private.renumber_board_column(stage crm.stages)
returns void
language sql
set search_path = ''
set crm.renumbers_board = 'on'
as $$
  update crm.deals d
  set board_position = numbered.place * 1024
  from (
    select n.id, pg_catalog.row_number() over (order by n.board_position, n.id) as place
    from crm.deals n
    where n.org_id = stage.org_id and n.pipeline_id = stage.pipeline_id and n.stage_id = stage.id
  ) as numbered
  where d.org_id = stage.org_id and d.id = numbered.id and d.board_position <> numbered.place * 1024;
$$;

comment on function crm_private.renumber_board_column(crm.stages) is
  'Spreads the positions of a column 1024 apart, keeping its order; new deals, which are negative, still come first. '
  'Example: select crm_private.renumber_board_column(s) from crm.stages s;';

create or replace function crm_private.find_board_neighbour(stage crm.stages, moving uuid, anchor crm.deals, is_below boolean)
returns numeric
language plpgsql
stable
set search_path = ''
as $$
begin
  if is_below then
    return (
      select d.board_position
      from crm.deals d
      where d.org_id = stage.org_id and d.pipeline_id = stage.pipeline_id and d.stage_id = stage.id and d.id <> moving
        and d.board_position >= anchor.board_position
        and (d.board_position, d.id) > (anchor.board_position, anchor.id)
      order by d.board_position, d.id
      limit 1
    );
  end if;
  return (
    select d.board_position
    from crm.deals d
    where d.org_id = stage.org_id and d.pipeline_id = stage.pipeline_id and d.stage_id = stage.id and d.id <> moving
      and d.board_position <= anchor.board_position
      and (d.board_position, d.id) < (anchor.board_position, anchor.id)
    order by d.board_position desc, d.id desc
    limit 1
  );
end;
$$;

comment on function crm_private.find_board_neighbour(crm.stages, uuid, crm.deals, boolean) is
  'The position of the deal directly below (or above) the anchor in its column, the moving deal left out; null at the edge. '
  'Example: select crm_private.find_board_neighbour(stage, deal.id, anchor, is_below => true);';

create or replace function crm_private.find_board_gap(
  stage crm.stages,
  moving uuid,
  before_id uuid,
  after_id uuid,
  out low numeric,
  out high numeric
)
language plpgsql
stable
set search_path = ''
as $$
declare
  anchor crm.deals;
begin
  select d.* into anchor
  from crm.deals d
  where d.org_id = stage.org_id and d.stage_id = stage.id and d.id in (after_id, before_id) and d.id <> moving
  order by d.id = after_id desc nulls last
  limit 1;
  if anchor.id is null then
    high := (
      select d.board_position
      from crm.deals d
      where d.org_id = stage.org_id and d.pipeline_id = stage.pipeline_id and d.stage_id = stage.id and d.id <> moving
      order by d.board_position
      limit 1
    );
  elsif anchor.id = after_id then
    low := anchor.board_position;
    high := crm_private.find_board_neighbour(stage, moving, anchor, is_below => true);
  else
    high := anchor.board_position;
    low := crm_private.find_board_neighbour(stage, moving, anchor, is_below => false);
  end if;
end;
$$;

comment on function crm_private.find_board_gap(crm.stages, uuid, uuid, uuid) is
  'The positions between which a deal goes: below after_id, else above before_id, else at the top of the column. The neighbour that '
  'is there now counts, whoever moved in between. Example: select * from crm_private.find_board_gap(stage, deal.id, null, upper.id);';

create or replace function crm_private.place_on_board(stage crm.stages, moving uuid, before_id uuid, after_id uuid)
returns numeric
language plpgsql
set search_path = ''
as $$
declare
  smallest_gap constant numeric := 0.000000001;
  gap record;
begin
  gap := crm_private.find_board_gap(stage, moving, before_id, after_id);
  if gap.high - gap.low < smallest_gap then
    perform crm_private.renumber_board_column(stage);
    gap := crm_private.find_board_gap(stage, moving, before_id, after_id);
  end if;
  return pg_catalog.trim_scale(case
    when gap.low is null
      then least(gap.high - 1, case when before_id is null then -extract(epoch from pg_catalog.clock_timestamp()) end)
    when gap.high is null then gap.low + 1024
    else (gap.low + gap.high) / 2
  end);
end;
$$;

comment on function crm_private.place_on_board(crm.stages, uuid, uuid, uuid) is
  'The board position that puts a deal between its neighbours; renumbers the column when they have come too close. The caller holds '
  'crm_private.lock_board_columns. Example: select crm_private.place_on_board(stage, deal.id, before_id => null, after_id => upper.id);';
