-- requires: 05_security_audit/record_change.sql
-- requires: 05_security_audit/record_rights.sql
-- What decides about access; the lint audited_table_without_trigger has the same list.

select crm_private.audit_table(t.target, t.kind)
from (values
  ('crm.organizations'::regclass, 'organization'),
  ('crm.memberships', 'membership'),
  ('crm.roles', 'role'),
  ('crm.teams', 'team'),
  ('crm_private.claim_sources', 'claim_source')
) as t (target, kind);

select crm_private.audit_table('crm.invitations', 'invitation', array['token_hash']);
select crm_private.audit_rights_table('crm.permissions', 'permission');
