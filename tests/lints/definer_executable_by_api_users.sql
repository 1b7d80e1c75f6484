-- Security definer functions that API users may call are listed here, each with the check that it makes of its caller.
select p.oid::regprocedure::text as object, r.rolname || ' may execute this security definer function' as problem
from pg_proc p
cross join pg_roles r
where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace)
  and p.prosecdef
  and r.rolname in ('anon', 'authenticated')
  and has_function_privilege(r.oid, p.oid, 'execute')
  and (r.rolname, p.proname) not in (
    ('anon', 'capture_lead'), -- needs a capture key, which fixes organization and source
    ('authenticated', 'capture_lead'), -- the right to create leads, or a capture key
    -- these ask the one rule for the record and the action, then keep what clients may not write
    ('authenticated', 'convert_lead'),
    ('authenticated', 'move_deal'),
    ('authenticated', 'win_deal'),
    ('authenticated', 'lose_deal'),
    ('authenticated', 'reopen_deal'),
    ('authenticated', 'restore'),
    ('authenticated', 'explain_lead_score'), -- the right to read the lead
    ('authenticated', 'rescore_leads'), -- the right to update scoring models
    ('authenticated', 'set_field_permission'), -- the right to change the role
    ('authenticated', 'clear_field_permission'),
    ('authenticated', 'log_activity'),
    -- the right to create, update or delete memberships; never the caller's own, never more than the caller has
    ('authenticated', 'invite_member'),
    ('authenticated', 'revoke_invitation'),
    ('authenticated', 'change_member_role'),
    ('authenticated', 'change_member_team'),
    ('authenticated', 'suspend_member'),
    ('authenticated', 'reactivate_member'),
    ('authenticated', 'remove_member'),
    ('authenticated', 'transfer_records'), -- the right to update the records before and after
    -- the caller's own membership, or one offered to his confirmed address
    ('authenticated', 'resign_membership'),
    ('authenticated', 'accept_invitation'),
    ('authenticated', 'my_organizations'),
    ('authenticated', 'set_default_organization'),
    ('authenticated', 'create_organization'), -- a confirmed user, up to five
    -- the right to create, update or delete roles; not builtin ones, not the caller's own, never more than the caller has
    ('authenticated', 'create_role'),
    ('authenticated', 'rename_role'),
    ('authenticated', 'delete_role'),
    ('authenticated', 'set_permission'),
    ('authenticated', 'set_manager_reach'), -- the right to update the organization
    ('authenticated', 'set_member_attributes'), -- as change_member_role
    -- the right to update the record, by oneself and not by a share
    ('authenticated', 'share_record'),
    ('authenticated', 'unshare_record'),
    ('authenticated', 'add_team_member'),
    ('authenticated', 'remove_team_member'),
    ('authenticated', 'create_sharing_rule'), -- the right to create, update or delete sharing rules
    ('authenticated', 'alter_sharing_rule'),
    ('authenticated', 'delete_sharing_rule'),
    ('authenticated', 'enter_organization'), -- system administrators
    ('authenticated', 'leave_organization'),
    -- the right to see the record, or to update roles
    ('authenticated', 'why_visible'),
    ('authenticated', 'why_not'),
    ('authenticated', 'my_permissions'), -- tells the caller about himself
    ('authenticated', 'access_report'), -- oneself, or the right to update roles
    -- asks the one rule for each row it found in an index that row security could not use
    ('authenticated', 'search')
  )
