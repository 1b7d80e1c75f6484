create or replace function crm_private.prepare_activity()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  new.done_at := case when new.status = 'done' then coalesce(new.done_at, pg_catalog.now()) end;
  return new;
end;
$$;
comment on function crm_private.prepare_activity() is
  'Trigger: done_at stands with status done and only with it. Example: update crm.activities set status = ''done'' where id = ...';

create or replace function crm_private.happened_at(activity crm.activities)
returns timestamptz
language sql
immutable
set search_path = ''
as $$
  select case
    when activity.status = 'done' then activity.done_at
    when activity.status = 'open' and activity.kind in ('email', 'note') then activity.occurred_at
  end
$$;
comment on function crm_private.happened_at(crm.activities) is
  'When an activity counts as contact with the customer: an e-mail or note when it occurred, anything else when it was done; planned and '
  'cancelled ones never. Example: select crm_private.happened_at(a) from crm.activities a.';
