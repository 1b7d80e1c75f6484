-- Stores the staged leads between two places of their table, $2 up to $3, with their scores as of conversion, or now.
-- The facts are those of crm_private.lead_facts; activities are linked to deals and contacts, so these leads have none.
insert into crm.leads ({columns}, score_hundredths, grade, scored_at)
select {columns}, (s.outcome ->> 'score_hundredths')::integer, s.outcome ->> 'grade',
       case when s.outcome is not null then s.as_of end
from (
  select l.*, f.as_of, crm_ext.explain_score(m.definition, f.facts, f.as_of) as outcome
  from pg_temp.seeded_leads l
  left join crm.lead_sources o on o.org_id = l.org_id and o.id = l.source_id
  left join crm.scoring_models m on m.org_id = l.org_id and m.object = 'lead' and m.is_active
  cross join lateral (
    select
      coalesce(l.converted_at, now()) as as_of,
      to_jsonb(l) || jsonb_build_object('source', o.key, 'activities', '[]'::jsonb) as facts
  ) f
  where l.org_id = $1 and l.ctid >= $2::text::tid and l.ctid < $3::text::tid
  offset 0 -- or each use of the outcome would score again
) s
