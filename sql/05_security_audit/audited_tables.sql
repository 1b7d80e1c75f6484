-- requires: 05_security_audit/record_change.sql
-- requires: 05_security_audit/record_rights.sql
-- What decides about access; the lint audited_table_without_trigger has the same list.

select crm_private.audit_table(t.target, t.kind)
from (values
  ('crm.organizations'::regclass, 'organization'),
  ('crm.memberships', 'membership'),
  ('crm.roles', 'role'),
  ('crm.teams', 'team'),
  ('crm.sharing_rules', 'sharing_rule'),
  ('crm.record_shares', 'record_share'),
  ('crm.account_team_members', 'account_team_member'),
  ('crm.deal_team_members', 'deal_team_member'),
  ('crm_private.sql_logins', 'sql_login'),
  ('crm_private.system_admins', 'system_admin'),
  ('crm_private.system_admin_visits', 'system_admin_visit'),
  ('crm_private.claim_sources', 'claim_source')
) as t (target, kind);

select crm_private.audit_table('crm.invitations', 'invitation', array['token_hash']);
select crm_private.audit_rights_table('crm.permissions', 'permission');
