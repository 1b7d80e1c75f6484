-- requires: 05_security_audit/record_event.sql

create or replace function crm_private.without_stamps(stored jsonb, hidden text[] default '{}')
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select stored - (array['org_id', 'row_version', 'created_at', 'created_by', 'updated_at', 'updated_by'] || hidden)
$$;
comment on function crm_private.without_stamps(jsonb, text[]) is
  'A row as the audit shows it: without stamps and hidden columns. Example: select crm_private.without_stamps(to_jsonb(r)) from crm.roles r.';

create or replace function crm_private.changed_fields(stored jsonb, other jsonb)
returns jsonb
language sql
immutable
set search_path = ''
as $$
  select coalesce(pg_catalog.jsonb_object_agg(f.key, f.value), '{}')
  from pg_catalog.jsonb_each(stored) f
  where f.value is distinct from other -> f.key
$$;
comment on function crm_private.changed_fields(jsonb, jsonb) is
  'The fields of the first row that the second has differently. Example: select crm_private.changed_fields(''{"a": 1}'', ''{"a": 2}'').';

create or replace function crm_private.record_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
declare
  kind constant text := tg_argv[0];
  keys constant text[] := pg_catalog.string_to_array(tg_argv[1], ',');
  hidden constant text[] := pg_catalog.string_to_array(tg_argv[2], ',');
  earlier constant jsonb := case when tg_op <> 'INSERT' then pg_catalog.to_jsonb(old) end;
  later constant jsonb := case when tg_op <> 'DELETE' then pg_catalog.to_jsonb(new) end;
  stored constant jsonb := coalesce(later, earlier);
  shown_before constant jsonb := crm_private.without_stamps(earlier, hidden);
  shown_after constant jsonb := crm_private.without_stamps(later, hidden);
  details jsonb;
begin
  if tg_op = 'UPDATE' then
    if crm_private.without_stamps(earlier) = crm_private.without_stamps(later) then
      return null;
    end if;
    details := pg_catalog.jsonb_build_object(
      'before', crm_private.changed_fields(shown_before, shown_after), 'after', crm_private.changed_fields(shown_after, shown_before));
  else
    details := pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('before', shown_before, 'after', shown_after));
  end if;
  perform crm_private.record_security_event(
    (stored ->> case kind when 'organization' then 'id' else 'org_id' end)::uuid,
    kind || case tg_op when 'INSERT' then '.created' when 'UPDATE' then '.changed' else '.deleted' end,
    (select pg_catalog.jsonb_build_object('kind', kind) || pg_catalog.jsonb_object_agg(k.key, stored -> k.key)
     from pg_catalog.unnest(keys) k (key)),
    details);
  return null;
end;
$$;
comment on function crm_private.record_change() is
  'Trigger: each change of a row becomes a security event <kind>.created, .changed or .deleted with what was before and after. Arguments: '
  'kind, key columns, columns never shown (both with commas). Example: update crm.memberships set status = ''suspended'' where ...';

create or replace function crm_private.record_truncation()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.record_security_event(null, tg_argv[0] || '.truncated', pg_catalog.jsonb_build_object('table', tg_table_name));
  return null;
end;
$$;
comment on function crm_private.record_truncation() is
  'Trigger: a table emptied for all organizations becomes an event of the installation. Example: truncate crm.invitations.';

create or replace function crm_private.audit_table(target regclass, kind text, hidden text[] default '{}')
returns void
language plpgsql
set search_path = ''
as $$
declare
  keys constant text := (
    select pg_catalog.string_agg(a.attname, ',' order by k.place)
    from pg_catalog.pg_index i
    cross join pg_catalog.unnest(i.indkey::int2[]) with ordinality as k (number, place)
    join pg_catalog.pg_attribute a on a.attrelid = i.indrelid and a.attnum = k.number
    where i.indrelid = target and i.indisprimary and a.attname <> 'org_id');
begin
  execute pg_catalog.format(
    'create or replace trigger audit_after_change_record after insert or update or delete on %s'
    ' for each row execute function crm_private.record_change(%L, %L, %L)',
    target, kind, keys, pg_catalog.array_to_string(hidden, ','));
  execute pg_catalog.format(
    'create or replace trigger audit_after_truncate_record after truncate on %s'
    ' for each statement execute function crm_private.record_truncation(%L)', target, kind);
end;
$$;
comment on function crm_private.audit_table(regclass, text, text[]) is
  'Puts a table under the security audit; hidden are columns that events never show. '
  'Example: select crm_private.audit_table(''crm.invitations'', ''invitation'', array[''token_hash'']).';
