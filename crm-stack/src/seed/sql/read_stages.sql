-- Stages of the default pipeline (else the first), in order.
select s.pipeline_id, s.id, s.type, s.probability::text, s.forecast_category
from crm.stages s
where s.org_id = $1
  and s.pipeline_id = (
    select p.id from crm.pipelines p where p.org_id = $1 order by p.is_default desc, p.position, p.id limit 1)
order by s.position, s.id
