create or replace function crm_private.create_default_pipeline(org uuid)
returns void
language plpgsql
set search_path = ''
as $$
declare
  pipeline uuid;
begin
  insert into crm.pipelines (org_id, name, position, is_default) values (org, 'Sales', 0, true) returning id into pipeline;
  insert into crm.stages (org_id, pipeline_id, name, position, type, probability, forecast_category, rot_days)
  select org, pipeline, s.name, s.position, s.type, s.probability, s.forecast_category, s.rot_days
  from (values
    ('Prospecting', 1, 'open', 0.10, 'pipeline', 30),
    ('Qualified', 2, 'open', 0.25, 'pipeline', 21),
    ('Proposal', 3, 'open', 0.50, 'best_case', 14),
    ('Negotiation', 4, 'open', 0.75, 'commit', 14),
    ('Won', 5, 'won', 1.00, 'closed', null),
    ('Lost', 6, 'lost', 0.00, 'omitted', null)
  ) as s (name, position, type, probability, forecast_category, rot_days);
end;
$$;
comment on function crm_private.create_default_pipeline(uuid) is
  'Gives an organization the pipeline Sales: Prospecting, Qualified, Proposal, Negotiation, Won, Lost. '
  'Example: select crm_private.create_default_pipeline(o.id) from crm.organizations o.';

create or replace function crm_private.create_sales_vocabulary(org uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into crm.lost_reasons (org_id, name, position)
  select org, r.name, r.position
  from (values
    ('Price', 1), ('Competitor', 2), ('No budget', 3), ('No decision', 4), ('Timing', 5), ('Missing feature', 6),
    ('Not recorded', 7)
  ) as r (name, position);
  insert into crm.lead_sources (org_id, key, name)
  select org, s.key, s.name
  from (values
    ('website', 'Website'), ('referral', 'Referral'), ('event', 'Event'), ('advertising', 'Advertising'),
    ('outbound', 'Outbound'), ('partner', 'Partner'), ('import', 'Import')
  ) as s (key, name);
end;
$$;
comment on function crm_private.create_sales_vocabulary(uuid) is
  'Gives an organization lost reasons and lead sources to start with. '
  'Example: select crm_private.create_sales_vocabulary(o.id) from crm.organizations o.';
