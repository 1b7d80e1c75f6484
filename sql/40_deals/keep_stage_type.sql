create or replace function crm_private.keep_stage_type()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  if exists (select from crm.deals d where d.org_id = old.org_id and d.pipeline_id = old.pipeline_id and d.stage_id = old.id) then
    raise exception using
      errcode = 'PT409',
      message = pg_catalog.format('stage %s has deals and keeps its type', old.name),
      detail = pg_catalog.format('Its deals are %s; as %s they would have to change.', old.type, new.type),
      hint = 'Move its deals to another stage first, or add a stage of the other type.';
  end if;
  return new;
end;
$$;
comment on function crm_private.keep_stage_type() is
  'Trigger: a stage that has deals does not change its type (PT409), because status and closing time of deals follow it. '
  'Example: update crm.stages set type = ''won'' where name = ''Negotiation''.';

create or replace trigger stages_before_update_keep_type
  before update of type on crm.stages
  for each row when (old.type is distinct from new.type)
  execute function crm_private.keep_stage_type();
