-- Each table that decides about access has the triggers of the security audit, for every kind of change.
select c.oid::regclass::text as object, 'its changes by ' || v.verb || ' are not recorded' as problem
from unnest(array[
  'crm.organizations', 'crm.memberships', 'crm.roles', 'crm.permissions', 'crm.field_permissions', 'crm.teams', 'crm.invitations',
  'crm.record_shares', 'crm.sharing_rules', 'crm.account_team_members', 'crm.deal_team_members',
  'crm_private.claim_sources', 'crm_private.sql_logins', 'crm_private.system_admins', 'crm_private.system_admin_visits'
]) as audited (table_name)
join pg_class c on c.oid = to_regclass(audited.table_name)
cross join (values ('insert', 4), ('delete', 8), ('update', 16), ('truncate', 32)) as v (verb, bit)
where not exists (
  select from pg_trigger t
  join pg_proc p on p.oid = t.tgfoid and p.proname in ('record_change', 'record_rights_change', 'record_truncation')
  where t.tgrelid = c.oid and t.tgenabled in ('O', 'A') and t.tgtype & v.bit <> 0 and t.tgtype & 2 = 0
)
