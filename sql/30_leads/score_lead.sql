-- requires: 30_leads/lead_facts.sql

create or replace function crm_private.score_lead()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  model jsonb;
  outcome jsonb;
begin
  select m.definition into model
  from crm.scoring_models m
  where m.org_id = new.org_id and m.object = 'lead' and m.is_active;
  if model is null then
    return new;
  end if;
  outcome := crm_ext.explain_score(model, crm_private.lead_facts(new), pg_catalog.now());
  new.score_hundredths := (outcome ->> 'score_hundredths')::integer;
  new.grade := outcome ->> 'grade';
  new.scored_at := pg_catalog.now();
  return new;
end;
$$;
comment on function crm_private.score_lead() is
  'Trigger: scores a lead by the organization''s active model as of now. Example: update crm.leads set job_title = ''CEO'' where id = ...';
