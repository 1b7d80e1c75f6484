create or replace function crm_private.carry_links_over(lead crm.leads, account_id uuid, contact_id uuid, deal_id uuid)
returns void
language plpgsql
set search_path = ''
as $$
begin
  insert into crm.activity_links (org_id, activity_id, account_id, contact_id, deal_id)
  select k.org_id, k.activity_id, heir.account_id, heir.contact_id, heir.deal_id
  from crm.activity_links k
  cross join (
    values
      (carry_links_over.account_id, null::uuid, null::uuid),
      (null, carry_links_over.contact_id, null),
      (null, null, carry_links_over.deal_id)
  ) as heir (account_id, contact_id, deal_id)
  where k.org_id = lead.org_id
    and k.lead_id = lead.id
    and pg_catalog.num_nonnulls(heir.account_id, heir.contact_id, heir.deal_id) = 1
  on conflict do nothing;

  insert into crm.record_tags (org_id, tag_id, contact_id, deal_id)
  select t.org_id, t.tag_id, heir.contact_id, heir.deal_id
  from crm.record_tags t
  cross join (
    values (carry_links_over.contact_id, null::uuid), (null, carry_links_over.deal_id)
  ) as heir (contact_id, deal_id)
  where t.org_id = lead.org_id
    and t.lead_id = lead.id
    and pg_catalog.num_nonnulls(heir.contact_id, heir.deal_id) = 1
  on conflict do nothing;

  -- A note and a file hang on one record: they move to the person.
  update crm.notes n
  set lead_id = null, contact_id = carry_links_over.contact_id
  where n.org_id = lead.org_id and n.lead_id = lead.id;
  update crm.attachments f
  set lead_id = null, contact_id = carry_links_over.contact_id
  where f.org_id = lead.org_id and f.lead_id = lead.id;
end;
$$;

comment on function crm_private.carry_links_over(crm.leads, uuid, uuid, uuid) is
  'Brings what hangs on a lead to its heirs: activities are linked to account, contact and deal as well, tags to contact and deal, '
  'notes and attachments move to the contact. Example: perform crm_private.carry_links_over(lead, account_id, contact_id, deal_id);';
