-- requires: 50_activities/prepare_activity.sql

create or replace function crm_private.lead_activities(lead crm.leads)
returns jsonb
language plpgsql
stable
security definer
set search_path = ''
as $$
begin
  -- most leads have none, and to look into the activities opens every monthly partition
  if not exists (select 1 from crm.activity_links l where l.org_id = lead.org_id and l.lead_id = lead.id) then
    return '[]'::jsonb;
  end if;
  return (
    select coalesce(
      pg_catalog.jsonb_agg(
        pg_catalog.jsonb_build_object('kind', a.kind, 'occurred_at', crm_private.happened_at(a)) order by a.id),
      '[]')
    from crm.activity_links l
    join crm.activities a on a.org_id = l.org_id and a.id = l.activity_id
    where l.org_id = lead.org_id and l.lead_id = lead.id and crm_private.happened_at(a) is not null);
end;
$$;
comment on function crm_private.lead_activities(crm.leads) is
  'Kind and time of what happened with a lead, oldest first, whoever did it. Example: select crm_private.lead_activities(l) from crm.leads l.';

create or replace function crm_private.lead_facts(lead crm.leads)
returns jsonb
language sql
stable
security definer
set search_path = ''
as $$
  select pg_catalog.to_jsonb(lead) || pg_catalog.jsonb_build_object(
    -- a generated column is still empty while a trigger looks at the row
    'full_name', pg_catalog.btrim(pg_catalog.concat_ws(' ', lead.first_name, lead.last_name)),
    'source', (select s.key from crm.lead_sources s where s.org_id = lead.org_id and s.id = lead.source_id),
    'activities', crm_private.lead_activities(lead)
  )
$$;
comment on function crm_private.lead_facts(crm.leads) is
  'What a scoring model may look at: the lead''s columns, the key of its source, and kind and time of what happened with it (whoever '
  'did it, so that everyone sees the same score). Example: select crm_private.lead_facts(l) from crm.leads l.';

revoke all on function crm_private.lead_activities(crm.leads) from public;
revoke all on function crm_private.lead_facts(crm.leads) from public;
revoke all on function crm_private.lead_facts(crm.leads) from authenticated;
grant execute on function crm_private.lead_facts(crm.leads) to service_role;
