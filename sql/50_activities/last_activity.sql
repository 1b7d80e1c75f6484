-- requires: 50_activities/prepare_activity.sql

create or replace function crm_private.note_last_activity(org uuid, happened_at timestamptz, lead uuid, deal uuid)
returns void
language sql
set search_path = ''
as $$
  update crm.deals d set last_activity_at = happened_at
  where d.org_id = org and d.id = deal and (d.last_activity_at is null or d.last_activity_at < happened_at);
  update crm.leads l set last_activity_at = happened_at
  where l.org_id = org and l.id = lead and (l.last_activity_at is null or l.last_activity_at < happened_at)
$$;
comment on function crm_private.note_last_activity(uuid, timestamptz, uuid, uuid) is
  'Moves last_activity_at of a lead and a deal forward. '
  'Example: select crm_private.note_last_activity(d.org_id, now(), null, d.id) from crm.deals d.';

create or replace function crm_private.follow_activity_links()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.note_last_activity(l.org_id, crm_private.happened_at(a), l.lead_id, l.deal_id)
  from new_links l
  join crm.activities a on a.org_id = l.org_id and a.id = l.activity_id
  where (l.lead_id is not null or l.deal_id is not null) and crm_private.happened_at(a) is not null;
  return null;
end;
$$;
comment on function crm_private.follow_activity_links() is
  'Trigger: a lead or deal learns of an activity that is linked to it. '
  'Example: insert into crm.activity_links (activity_id, deal_id) values (...)';

create or replace function crm_private.follow_activity()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.note_last_activity(l.org_id, crm_private.happened_at(new), l.lead_id, l.deal_id)
  from crm.activity_links l
  where l.org_id = new.org_id and l.activity_id = new.id and (l.lead_id is not null or l.deal_id is not null);
  return null;
end;
$$;
comment on function crm_private.follow_activity() is
  'Trigger: leads and deals learn that a linked activity was done. '
  'Example: update crm.activities set status = ''done'' where id = ...';
