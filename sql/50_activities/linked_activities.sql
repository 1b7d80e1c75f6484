create or replace function crm_private.linked_activities(org uuid, kind text, record_id uuid, below uuid, page_size integer)
returns setof crm.activities
language plpgsql
stable
set search_path = ''
-- A page costs a page: the index of the kind is walked in its order, and one activity looked up after the other (offset 0
-- forbids joining all of them). Planned once, because planning looks at every partition.
set enable_sort = 'off'
set enable_bitmapscan = 'off'
set plan_cache_mode = 'force_generic_plan'
as $$
begin
  if kind = 'account' then
    return query
    select a.*
    from crm.activity_links k
    cross join lateral (
      select x.* from crm.activities x where x.org_id = k.org_id and x.id = k.activity_id offset 0
    ) as a
    where k.org_id = org and k.account_id = linked_activities.record_id and k.activity_id < below
    order by k.activity_id desc
    limit page_size;
  elsif kind = 'contact' then
    return query
    select a.*
    from crm.activity_links k
    cross join lateral (
      select x.* from crm.activities x where x.org_id = k.org_id and x.id = k.activity_id offset 0
    ) as a
    where k.org_id = org and k.contact_id = linked_activities.record_id and k.activity_id < below
    order by k.activity_id desc
    limit page_size;
  elsif kind = 'lead' then
    return query
    select a.*
    from crm.activity_links k
    cross join lateral (
      select x.* from crm.activities x where x.org_id = k.org_id and x.id = k.activity_id offset 0
    ) as a
    where k.org_id = org and k.lead_id = linked_activities.record_id and k.activity_id < below
    order by k.activity_id desc
    limit page_size;
  elsif kind = 'deal' then
    return query
    select a.*
    from crm.activity_links k
    cross join lateral (
      select x.* from crm.activities x where x.org_id = k.org_id and x.id = k.activity_id offset 0
    ) as a
    where k.org_id = org and k.deal_id = linked_activities.record_id and k.activity_id < below
    order by k.activity_id desc
    limit page_size;
  end if;
end;
$$;

comment on function crm_private.linked_activities(uuid, text, uuid, uuid, integer) is
  'The newest activities of a record whose identifiers, and so times, lie below a given one. '
  'Example: select * from crm_private.linked_activities(org, ''deal'', deal_id, ''ffffffff-ffff-ffff-ffff-ffffffffffff'', 50);';

grant execute on function crm_private.linked_activities(uuid, text, uuid, uuid, integer) to authenticated, service_role;
