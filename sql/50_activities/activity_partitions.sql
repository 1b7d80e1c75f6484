create or replace function crm_private.ensure_activity_partition(month date)
returns boolean
language plpgsql
set search_path = ''
as $$
declare
  partition_name constant text := 'activities_' || pg_catalog.to_char(month, 'YYYY_MM');
  lower_bound constant uuid := crm_ext.uuid_v7_floor(month::timestamp at time zone 'UTC');
  upper_bound constant uuid := crm_ext.uuid_v7_floor((month + interval '1 month') at time zone 'UTC');
begin
  if pg_catalog.to_regclass('crm_private.' || partition_name) is not null then
    return false;
  end if;
  if exists (select 1 from crm_private.activities_default a where a.id >= lower_bound and a.id < upper_bound) then
    return false; -- its activities came before it; they stay in the default partition
  end if;
  execute pg_catalog.format(
    'create table crm_private.%I partition of crm.activities for values from (%L) to (%L)',
    partition_name, lower_bound, upper_bound);
  execute pg_catalog.format(
    'comment on table crm_private.%I is %L',
    partition_name, 'Activities of ' || pg_catalog.to_char(month, 'FMMonth YYYY') || ' (UTC).');
  return true;
end;
$$;
comment on function crm_private.ensure_activity_partition(date) is
  'Makes the partition of the month that starts on that day unless it exists or its activities already lie in the default partition; '
  'says whether it did. Example: select crm_private.ensure_activity_partition(''2028-02-01'').';

create or replace function crm_private.ensure_activity_partitions(from_on date, to_on date)
returns integer
language plpgsql
set search_path = ''
as $$
declare
  made integer;
begin
  perform pg_catalog.pg_advisory_xact_lock(pg_catalog.hashtext('crm_private.ensure_activity_partitions'));
  select pg_catalog.count(*) filter (where crm_private.ensure_activity_partition(m.month::date)) into made
  from pg_catalog.generate_series(
    pg_catalog.date_trunc('month', from_on::timestamp), pg_catalog.date_trunc('month', to_on::timestamp), interval '1 month'
  ) as m (month);
  return made;
end;
$$;
comment on function crm_private.ensure_activity_partitions(date, date) is
  'Makes the monthly partitions of crm.activities from the month of one day to that of another, both included; returns how many were '
  'missing. Run it before loading older activities, and daily for the months ahead. '
  'Example: select crm_private.ensure_activity_partitions(current_date, current_date + 90).';

-- A fixed range, so that every database built from these sources has the same partitions.
select crm_private.ensure_activity_partitions('2025-01-01', '2027-06-01');
