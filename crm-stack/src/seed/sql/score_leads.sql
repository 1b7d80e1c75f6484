-- The score of the leads that this transaction loaded into the organization $1: as of conversion, or now. The facts
-- are those of crm_private.lead_facts; activities are linked to deals and contacts, so these leads have none.
update crm.leads l
set score_hundredths = (s.outcome ->> 'score_hundredths')::integer,
    grade = s.outcome ->> 'grade',
    scored_at = s.as_of
from (
  select f.id, f.as_of, crm_ext.explain_score(m.definition, f.facts, f.as_of) as outcome
  from (
    select l.id, l.org_id, coalesce(l.converted_at, now()) as as_of,
           to_jsonb(l) || jsonb_build_object('source', o.key, 'activities', '[]'::jsonb) as facts
    from crm.leads l
    left join crm.lead_sources o on o.org_id = l.org_id and o.id = l.source_id
    where l.org_id = $1 and l.xmin = pg_current_xact_id()::xid
  ) f
  join crm.scoring_models m on m.org_id = f.org_id and m.object = 'lead' and m.is_active
) s
where l.org_id = $1 and l.id = s.id
