create or replace function crm_private.rescore_leads(org uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  rescored bigint;
begin
  update crm.leads l set scored_at = pg_catalog.now() where l.org_id = org and l.status <> 'converted';
  get diagnostics rescored = row_count;
  return rescored;
end;
$$;
comment on function crm_private.rescore_leads(uuid) is
  'Scores all open leads of an organization anew, because the model changed or time passed; returns how many. '
  'Example: select crm_private.rescore_leads(o.id) from crm.organizations o where o.slug = ''acme''.';

create or replace function crm_private.follow_scoring_model()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.rescore_leads(new.org_id);
  return null;
end;
$$;
comment on function crm_private.follow_scoring_model() is
  'Trigger: leads are scored anew when a model becomes active or an active one changes. '
  'Example: update crm.scoring_models set is_active = true where version = 2.';

create or replace function crm_private.check_scoring_model()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform crm_ext.validate_score_model(new.definition);
  return new;
end;
$$;
comment on function crm_private.check_scoring_model() is
  'Trigger: refuses (22023) a model that cannot be computed. Example: update crm.scoring_models set definition = ''{}''.';
