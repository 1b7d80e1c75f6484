-- requires: 60_search/document_triggers.sql

create or replace trigger accounts_after_insert_index
  after insert on crm.accounts referencing new table as new_rows
  for each statement execute function crm_private.index_inserted_records('account');
create or replace trigger contacts_after_insert_index
  after insert on crm.contacts referencing new table as new_rows
  for each statement execute function crm_private.index_inserted_records('contact');
create or replace trigger leads_after_insert_index
  after insert on crm.leads referencing new table as new_rows
  for each statement execute function crm_private.index_inserted_records('lead');
create or replace trigger deals_after_insert_index
  after insert on crm.deals referencing new table as new_rows
  for each statement execute function crm_private.index_inserted_records('deal');

create or replace trigger accounts_after_delete_unindex
  after delete on crm.accounts referencing old table as old_rows
  for each statement execute function crm_private.unindex_deleted_records('account');
create or replace trigger contacts_after_delete_unindex
  after delete on crm.contacts referencing old table as old_rows
  for each statement execute function crm_private.unindex_deleted_records('contact');
create or replace trigger leads_after_delete_unindex
  after delete on crm.leads referencing old table as old_rows
  for each statement execute function crm_private.unindex_deleted_records('lead');
create or replace trigger deals_after_delete_unindex
  after delete on crm.deals referencing old table as old_rows
  for each statement execute function crm_private.unindex_deleted_records('deal');

create or replace trigger accounts_after_update_index
  after update on crm.accounts for each row
  when (
    old.owner_id is distinct from new.owner_id
    or old.team_id is distinct from new.team_id
    or old.name is distinct from new.name
    or old.domain is distinct from new.domain
    or old.website is distinct from new.website
    or old.phone is distinct from new.phone
    or old.industry is distinct from new.industry
    or old.city is distinct from new.city
    or old.country is distinct from new.country
    or old.description is distinct from new.description
  )
  execute function crm_private.index_updated_record('account');
create or replace trigger accounts_after_update_index_dependents
  after update on crm.accounts for each row
  when (old.name is distinct from new.name)
  execute function crm_private.index_renamed_account();

create or replace trigger contacts_after_update_index
  after update on crm.contacts for each row
  when (
    old.owner_id is distinct from new.owner_id
    or old.team_id is distinct from new.team_id
    or old.full_name is distinct from new.full_name
    or old.job_title is distinct from new.job_title
    or old.account_id is distinct from new.account_id
    or old.email is distinct from new.email
    or old.phone is distinct from new.phone
    or old.description is distinct from new.description
  )
  execute function crm_private.index_updated_record('contact');
create or replace trigger contacts_after_update_index_dependents
  after update on crm.contacts for each row
  when (old.full_name is distinct from new.full_name)
  execute function crm_private.index_renamed_contact();

create or replace trigger leads_after_update_index
  after update on crm.leads for each row
  when (
    old.owner_id is distinct from new.owner_id
    or old.team_id is distinct from new.team_id
    or old.full_name is distinct from new.full_name
    or old.email is distinct from new.email
    or old.phone is distinct from new.phone
    or old.company is distinct from new.company
    or old.job_title is distinct from new.job_title
    or old.description is distinct from new.description
  )
  execute function crm_private.index_updated_record('lead');

create or replace trigger deals_after_update_index
  after update on crm.deals for each row
  when (
    old.owner_id is distinct from new.owner_id
    or old.team_id is distinct from new.team_id
    or old.name is distinct from new.name
    or old.account_id is distinct from new.account_id
    or old.contact_id is distinct from new.contact_id
    or old.next_step is distinct from new.next_step
    or old.lost_note is distinct from new.lost_note
  )
  execute function crm_private.index_updated_record('deal');

create or replace trigger contact_points_after_insert_index
  after insert on crm.contact_points referencing new table as changed_points
  for each statement execute function crm_private.index_contact_points();
create or replace trigger contact_points_after_update_index
  after update on crm.contact_points referencing new table as changed_points
  for each statement execute function crm_private.index_contact_points();
create or replace trigger contact_points_after_delete_index
  after delete on crm.contact_points referencing old table as changed_points
  for each statement execute function crm_private.index_contact_points();

create or replace trigger organizations_after_update_index
  after update of language on crm.organizations for each row
  when (old.language is distinct from new.language)
  execute function crm_private.index_organization();
