-- requires: 40_deals/pipeline_board.sql
-- requires: 50_activities/linked_activities.sql

create or replace function crm_private.require_timeline_record(org uuid, kind text, record_id uuid)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  is_there boolean;
begin
  if kind is null or kind not in ('account', 'contact', 'lead', 'deal') then
    raise exception using
      errcode = '22023',
      message = pg_catalog.format('%L has no timeline', pg_catalog.left(kind, 50)),
      hint = 'Use one of: account, contact, lead, deal.';
  end if;
  is_there := case kind
    when 'account' then exists (select from crm.accounts r where r.org_id = org and r.id = record_id)
    when 'contact' then exists (select from crm.contacts r where r.org_id = org and r.id = record_id)
    when 'lead' then exists (select from crm.leads r where r.org_id = org and r.id = record_id)
    when 'deal' then exists (select from crm.deals r where r.org_id = org and r.id = record_id)
  end;
  if not is_there then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('%s %s does not exist', kind, coalesce(record_id::text, 'null')),
      detail = pg_catalog.format('There is no such %s among those you may see.', kind),
      hint = pg_catalog.format('Read crm.%s for the identifiers you may use.', kind || 's');
  end if;
end;
$$;

comment on function crm_private.require_timeline_record(uuid, text, uuid) is
  'Refuses kinds without a timeline (22023) and records that the caller cannot see (PT404). '
  'Example: select crm_private.require_timeline_record(crm_ext.current_org(), ''deal'', d.id) from crm.deals d;';

create or replace function crm.timeline(kind text, id uuid, cursor uuid default null, page_size integer default 50)
returns table (
  item text,
  item_id uuid,
  occurred_at timestamptz,
  user_id uuid,
  title text,
  body text,
  details jsonb
)
language plpgsql
stable
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
begin
  page_size := crm_private.require_page_size('page_size', page_size, 500);
  perform crm_private.require_timeline_record(org, kind, id);
  cursor := coalesce(cursor, 'ffffffff-ffff-ffff-ffff-ffffffffffff');
  return query
  select entry.*
  from (
    select
      'activity', a.id, a.occurred_at, a.owner_id, a.subject, a.body,
      pg_catalog.jsonb_build_object(
        'kind', a.kind, 'status', a.status, 'due_at', a.due_at, 'done_at', a.done_at,
        'duration_seconds', a.duration_seconds, 'outcome', a.outcome)
    from crm_private.linked_activities(org, kind, timeline.id, cursor, page_size) a
    union all
    select 'note', n.id, n.created_at, n.owner_id, null, n.body, '{}'
    from crm.notes n
    where n.org_id = org
      and n.id < cursor
      and (
        kind = 'account' and n.account_id = timeline.id or kind = 'contact' and n.contact_id = timeline.id
        or kind = 'lead' and n.lead_id = timeline.id or kind = 'deal' and n.deal_id = timeline.id
      )
    union all
    select
      'stage_change', h.id, h.entered_at, h.moved_by, s.name, null,
      pg_catalog.jsonb_build_object(
        'from_stage_id', h.from_stage_id, 'stage_id', h.stage_id, 'left_at', h.left_at,
        'amount', h.amount, 'currency', h.currency)
    from crm.deal_stage_history h
    join crm.stages s on s.org_id = h.org_id and s.id = h.stage_id
    where kind = 'deal' and h.org_id = org and h.deal_id = timeline.id and h.id < cursor
  ) as entry (item, item_id, occurred_at, user_id, title, body, details)
  order by entry.item_id desc
  limit page_size;
end;
$$;

comment on function crm.timeline(text, uuid, uuid, integer) is
  'What happened around an account, contact, lead or deal, newest first: its activities, notes and, for a deal, stage changes (item names '
  'which). Pages by key: pass the item_id of the last row as cursor, page_size 1 to 500. New entries never shift older pages. '
  'Example: select * from crm.timeline(''deal'', ''0198c0de-0000-7000-8000-000000000000'', page_size => 20);';

revoke all on function crm.timeline(text, uuid, uuid, integer) from public;
grant execute on function crm.timeline(text, uuid, uuid, integer) to authenticated, service_role;
grant execute on function crm_private.require_timeline_record(uuid, text, uuid) to authenticated, service_role;
