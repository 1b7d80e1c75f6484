-- requires: 10_identity/caller_rights.sql
-- requires: 30_leads/lead_facts.sql

create or replace function crm.explain_lead_score(lead_id uuid)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  lead crm.leads;
  model crm.scoring_models;
  explanation jsonb;
begin
  select l.* into lead from crm.leads l where l.org_id = org and l.id = explain_lead_score.lead_id;
  perform crm_private.require_record('lead', lead_id, lead, 'read');
  select m.* into model from crm.scoring_models m where m.org_id = org and m.object = 'lead' and m.is_active;
  if model.id is null then
    raise exception using
      errcode = 'PT409',
      message = 'no scoring model is active',
      hint = 'Set is_active on a row of crm.scoring_models.';
  end if;
  explanation := crm_ext.explain_score(model.definition, crm_private.lead_facts(lead), coalesce(lead.scored_at, pg_catalog.now()));
  if not (crm_ext.reads_all_fields('lead') or crm_private.bypasses_row_security()) then
    -- contributions would tell what hidden fields hold
    explanation := explanation - 'contributions' || '{"contributions": [], "is_withheld": true}';
  end if;
  return explanation || pg_catalog.jsonb_build_object(
    'lead_id', lead.id,
    'model', model.name,
    'model_version', model.version,
    'as_of', coalesce(lead.scored_at, pg_catalog.now()),
    'is_current', (explanation ->> 'score_hundredths')::integer = lead.score_hundredths
  );
end;
$$;

comment on function crm.explain_lead_score(uuid) is
  'Why a lead has its score, by the active model, as of the instant it was scored: score, grade, and contributions in hundredths of a '
  'point that add up to score_hundredths exactly; none, and is_withheld, for those who may not read every field of leads. is_current is false when the stored score came from an earlier model. '
  'Example: select crm.explain_lead_score(l.id) -> ''contributions'' from crm.leads l order by l.score desc limit 1;';

revoke all on function crm.explain_lead_score(uuid) from public;
grant execute on function crm.explain_lead_score(uuid) to authenticated, service_role;
