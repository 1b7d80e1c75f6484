comment on function score_lead(jsonb, jsonb, timestamptz) is
  'The score of a lead in hundredths of a point under a scoring model, as of an instant. Facts are named as the columns of '
  'crm.leads, with source (the key of the lead source) and activities ([{"kind", "occurred_at"}]). '
  'Example: select crm_ext.score_lead(crm_ext.default_lead_model(), ''{"job_title": "CEO"}'', now());';
comment on function explain_score(jsonb, jsonb, timestamptz) is
  'The score of a lead with its grade (A1 to C3) and reasons: contributions, cap adjustments included, whose points_hundredths '
  'sum exactly to score_hundredths. Takes what score_lead takes. '
  'Example: select crm_ext.explain_score(crm_ext.default_lead_model(), ''{"job_title": "CEO"}'', now());';
comment on function score_record(jsonb, anyelement, timestamptz) is
  'The score of a row in hundredths of a point, from its columns: the same as score_lead over to_jsonb(row), for scoring many rows. '
  'Columns that the row lacks are facts that are not known. '
  'Example: select crm_ext.score_record(crm_ext.default_lead_model(), l, now()) from crm.leads l;';
comment on function validate_score_model(jsonb) is
  'Does nothing for a valid scoring model; otherwise raises 22023 with the place in the model, what is allowed there and what to do. '
  'Example: select crm_ext.validate_score_model(definition) from crm.scoring_models;';
comment on function default_lead_model() is
  'The lead scoring model of organizations without one of their own. '
  'Example: select jsonb_pretty(crm_ext.default_lead_model());';
