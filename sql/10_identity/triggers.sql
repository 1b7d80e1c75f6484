-- requires: 00_foundation/touch_row.sql
-- requires: 00_foundation/recycle_table.sql

select crm_private.touch_table(t.target, t.kind)
from (values
  ('crm.organizations'::regclass, 'organization'), ('crm.roles', 'role'), ('crm.permissions', 'permission'),
  ('crm.teams', 'team'), ('crm.memberships', 'membership'), ('crm.invitations', 'invitation')
) as t (target, kind);

select crm_private.recycle_table('crm.teams', 'team');

-- Whoever may do what is cached in every backend: each change of it makes them look again.
do $$
declare
  target regclass;
begin
  foreach target in array array[
    'crm.organizations', 'crm.roles', 'crm.permissions', 'crm.teams', 'crm.memberships', 'crm_private.claim_sources'
  ]::regclass[] loop
    execute format(
      'create or replace trigger %I after insert or update or delete or truncate on %s'
      ' for each statement execute function crm_ext.authorization_changed()',
      (select c.relname from pg_class c where c.oid = target) || '_after_change_authorize', target);
  end loop;
end
$$;
