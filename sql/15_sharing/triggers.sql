-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/recycle_table.sql
-- requires: 10_identity/triggers.sql

select crm_private.touch_table(t.target, t.kind)
from (values
  ('crm.sharing_rules'::regclass, 'sharing_rule'), ('crm.record_shares', 'record_share'),
  ('crm.account_team_members', 'account_team_member'), ('crm.deal_team_members', 'deal_team_member')
) as t (target, kind);

select crm_private.recycle_table(t.target, t.kind, t.access_kind)
from (values
  ('crm.record_shares'::regclass, 'record_share', 'record'),
  ('crm.account_team_members', 'account_team_member', 'account'),
  ('crm.deal_team_members', 'deal_team_member', 'deal')
) as t (target, kind, access_kind);

-- What is shared with whom is cached in every backend, as memberships and permissions are.
do $$
declare
  target regclass;
begin
  foreach target in array array[
    'crm.sharing_rules', 'crm.record_shares', 'crm.account_team_members', 'crm.deal_team_members',
    'crm_private.system_admins', 'crm_private.system_admin_visits'
  ]::regclass[] loop
    execute format(
      'create or replace trigger %I after insert or update or delete or truncate on %s'
      ' for each statement execute function crm_ext.authorization_changed()',
      (select c.relname from pg_class c where c.oid = target) || '_after_change_authorize', target);
  end loop;
end
$$;

-- Conditions may ask for the caller's address.
create or replace trigger users_after_update_authorize
after update of email on crm.users
for each row when (old.email is distinct from new.email)
execute function crm_ext.authorization_changed();
