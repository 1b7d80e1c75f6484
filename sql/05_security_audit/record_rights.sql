-- requires: 05_security_audit/record_change.sql
-- The rights of a role change many at a time: one event a role and statement.

create or replace function crm_private.record_rights(kind text, what text, org uuid, role uuid, before jsonb, after jsonb)
returns void
language sql
set search_path = ''
as $$
  select crm_private.record_security_event(
    org,
    kind || '.' || what,
    pg_catalog.jsonb_build_object('kind', kind, 'role_id', role, 'role_key', (select r.key from crm.roles r where r.org_id = org and r.id = role)),
    pg_catalog.jsonb_strip_nulls(pg_catalog.jsonb_build_object('before', before, 'after', after)))
$$;
comment on function crm_private.record_rights(text, text, uuid, uuid, jsonb, jsonb) is
  'One security event about rights of a role. Example: select crm_private.record_rights(''permission'', ''created'', org, role, null, ''[]'').';

create or replace function crm_private.record_rights_change()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  case tg_op
    when 'INSERT' then
      perform crm_private.record_rights(tg_argv[0], 'created', n.org_id, n.role_id, null,
        pg_catalog.jsonb_agg(crm_private.without_stamps(pg_catalog.to_jsonb(n), array['role_id'])))
      from new_rows n group by n.org_id, n.role_id;
    when 'DELETE' then
      perform crm_private.record_rights(tg_argv[0], 'deleted', o.org_id, o.role_id,
        pg_catalog.jsonb_agg(crm_private.without_stamps(pg_catalog.to_jsonb(o), array['role_id'])), null)
      from old_rows o group by o.org_id, o.role_id;
    else
      perform crm_private.record_rights(tg_argv[0], 'changed', c.org_id, c.role_id,
        pg_catalog.jsonb_agg(c.stored) filter (where c.is_before), pg_catalog.jsonb_agg(c.stored) filter (where not c.is_before))
      from (
        (select o.org_id, o.role_id, true as is_before, crm_private.without_stamps(pg_catalog.to_jsonb(o), array['role_id']) as stored from old_rows o
         except select n.org_id, n.role_id, true, crm_private.without_stamps(pg_catalog.to_jsonb(n), array['role_id']) from new_rows n)
        union all
        (select n.org_id, n.role_id, false, crm_private.without_stamps(pg_catalog.to_jsonb(n), array['role_id']) from new_rows n
         except select o.org_id, o.role_id, false, crm_private.without_stamps(pg_catalog.to_jsonb(o), array['role_id']) from old_rows o)
      ) c group by c.org_id, c.role_id;
  end case;
  return null;
end;
$$;
comment on function crm_private.record_rights_change() is
  'Trigger: a statement that changes rights becomes one security event for each role it touches. '
  'Example: update crm.permissions set scope = ''team'' where role_id = ...';

create or replace function crm_private.audit_rights_table(target regclass, kind text)
returns void
language plpgsql
set search_path = ''
as $$
-- The commands are literals of this function, no caller's.
-- @plpgsql_check_options: security_warnings = off
declare
  event record;
begin
  for event in
    select * from (values
      ('insert', 'new table as new_rows'), ('update', 'old table as old_rows new table as new_rows'), ('delete', 'old table as old_rows')
    ) as e (command, tables)
  loop
    execute pg_catalog.format(
      'create or replace trigger audit_after_%s_record after %1$s on %s referencing %s'
      ' for each statement execute function crm_private.record_rights_change(%L)', event.command, target, event.tables, kind);
  end loop;
  execute pg_catalog.format(
    'create or replace trigger audit_after_truncate_record after truncate on %s'
    ' for each statement execute function crm_private.record_truncation(%L)', target, kind);
end;
$$;
comment on function crm_private.audit_rights_table(regclass, text) is
  'Puts a table with rights of roles under the security audit. Example: select crm_private.audit_rights_table(''crm.permissions'', ''permission'').';
