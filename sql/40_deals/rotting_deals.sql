create or replace view crm.rotting_deals with (security_invoker = true) as
select
  d.org_id, d.id, d.name, d.owner_id, d.team_id, d.account_id, d.pipeline_id, d.stage_id, d.amount, d.currency, s.rot_days,
  greatest(d.stage_entered_at, d.last_activity_at) as last_moved_at,
  case when d.last_activity_at > d.stage_entered_at then 'activity' else 'stage_change' end as last_moved_by,
  greatest(d.stage_entered_at, d.last_activity_at) + s.rot_days * interval '1 day' as rotting_since
from crm.deals d
join crm.stages s on s.org_id = d.org_id and s.id = d.stage_id
where d.status = 'open'
  and greatest(d.stage_entered_at, d.last_activity_at) + s.rot_days * interval '1 day' < now();
comment on view crm.rotting_deals is
  'Open deals without stage change or activity for longer than their stage''s rot_days. '
  'Example: select name, rotting_since from crm.rotting_deals order by rotting_since.';
comment on column crm.rotting_deals.last_moved_by is 'What reset the clock last: activity or stage_change.';
revoke all on crm.rotting_deals from public, anon, authenticated;
grant select on crm.rotting_deals to authenticated, service_role;
