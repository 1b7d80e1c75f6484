-- Makes a pipeline with its stages unless the organization has one of that name; $4: stages from first to last.
with made as (
  insert into crm.pipelines (org_id, name, position, is_default)
  select $1, $2, coalesce(max(p.position) + 1, 0),
         $3 and not coalesce(bool_or(p.is_default), false)
  from crm.pipelines p
  where p.org_id = $1
  having not coalesce(bool_or(p.name = $2), false)
  returning id
)
insert into crm.stages (org_id, pipeline_id, name, position, type, probability, forecast_category, rot_days)
select $1, m.id, s.stage ->> 'name', s.place::integer, s.stage ->> 'type', (s.stage ->> 'probability')::numeric,
       s.stage ->> 'forecast_category', (s.stage ->> 'rot_days')::integer
from made m
cross join jsonb_array_elements($4::jsonb) with ordinality s (stage, place)
