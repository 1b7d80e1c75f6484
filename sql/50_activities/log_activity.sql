-- requires: 25_field_rights/require_fields.sql
-- requires: 10_identity/caller_rights.sql

create or replace function crm_private.require_visible_links(org uuid, account uuid, contact uuid, lead uuid, deal uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
begin
  if account is not null then
    perform crm_private.require_record(
      'account', account, (select r from crm.accounts r where r.org_id = org and r.id = account), 'read');
  end if;
  if contact is not null then
    perform crm_private.require_record(
      'contact', contact, (select r from crm.contacts r where r.org_id = org and r.id = contact), 'read');
  end if;
  if lead is not null then
    perform crm_private.require_record('lead', lead, (select r from crm.leads r where r.org_id = org and r.id = lead), 'read');
  end if;
  if deal is not null then
    perform crm_private.require_record('deal', deal, (select r from crm.deals r where r.org_id = org and r.id = deal), 'read');
  end if;
end;
$$;
comment on function crm_private.require_visible_links(uuid, uuid, uuid, uuid, uuid) is
  'Refuses (PT404) records that the caller cannot see. '
  'Example: perform crm_private.require_visible_links(org, account_id, null, null, null);';

create or replace function crm.log_activity(
  kind text,
  subject text default null,
  body text default null,
  status text default 'done',
  occurred_at timestamptz default now(),
  due_at timestamptz default null,
  duration_seconds integer default null,
  outcome text default null,
  account_id uuid default null,
  contact_id uuid default null,
  lead_id uuid default null,
  deal_id uuid default null
)
returns crm.activities
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  actor constant uuid := crm_ext.current_user_id();
  logged crm.activities;
begin
  if actor is null then
    raise exception using
      errcode = '42501',
      message = 'an activity is logged by a member',
      detail = 'This request has an organization but no user.',
      hint = 'Call with a member''s token, or insert into crm.activities with an owner_id.';
  end if;
  perform crm_private.require_fields('activity', pg_catalog.jsonb_build_object('subject', subject, 'body', body, 'outcome', outcome));
  perform crm_private.require_visible_links(org, account_id, contact_id, lead_id, deal_id);
  insert into crm.activities as a
    (org_id, id, owner_id, kind, subject, body, status, occurred_at, due_at, done_at, duration_seconds, outcome)
  values
    (org, crm_ext.uuid_v7_at(log_activity.occurred_at), actor, log_activity.kind, log_activity.subject, log_activity.body,
      log_activity.status, log_activity.occurred_at, log_activity.due_at,
      case when log_activity.status = 'done' then log_activity.occurred_at end,
      log_activity.duration_seconds, log_activity.outcome)
  returning a.* into logged;
  perform crm_private.require_outcome('create', 'activity', logged);
  insert into crm.activity_links (org_id, activity_id, account_id, contact_id, lead_id, deal_id)
  select org, logged.id, l.account, l.contact, l.lead, l.deal
  from (values
    (log_activity.account_id, null::uuid, null::uuid, null::uuid), (null, log_activity.contact_id, null, null),
    (null, null, log_activity.lead_id, null), (null, null, null, log_activity.deal_id)
  ) as l (account, contact, lead, deal)
  where pg_catalog.num_nonnulls(l.account, l.contact, l.lead, l.deal) = 1;
  return logged;
end;
$$;
comment on function crm.log_activity(
  text, text, text, text, timestamptz, timestamptz, integer, text, uuid, uuid, uuid, uuid) is
  'Records an activity of the caller and links it to the records given, in one step; its place in timelines is occurred_at, also in the '
  'past. duration_seconds in seconds. Returns the activity. '
  'Example: select crm.log_activity(''call'', ''Renewal'', occurred_at => ''2026-11-02 10:00+01'', deal_id => ''0198c0de-0000-7000-8000-000000000000'').';

revoke all on function crm.log_activity(
  text, text, text, text, timestamptz, timestamptz, integer, text, uuid, uuid, uuid, uuid) from public, anon;
grant execute on function crm.log_activity(
  text, text, text, text, timestamptz, timestamptz, integer, text, uuid, uuid, uuid, uuid) to authenticated, service_role;
