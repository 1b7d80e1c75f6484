drop trigger audit_after_change_record on crm.memberships;
