grant select on crm_private.claim_sources to authenticated;
