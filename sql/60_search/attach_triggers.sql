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
    (old.owner_id, old.team_id, old.name, old.domain, old.website, old.phone, old.industry, old.city, old.country, old.description)
    is distinct from
    (new.owner_id, new.team_id, new.name, new.domain, new.website, new.phone, new.industry, new.city, new.country, new.description)
  )
  execute function crm_private.index_updated_record('account');
create or replace trigger accounts_after_update_index_dependents
  after update on crm.accounts for each row
  when (old.name is distinct from new.name)
  execute function crm_private.index_renamed_account();

create or replace trigger contacts_after_update_index
  after update on crm.contacts for each row
  when (
    (old.owner_id, old.team_id, old.full_name, old.job_title, old.account_id, old.email, old.phone, old.description)
    is distinct from
    (new.owner_id, new.team_id, new.full_name, new.job_title, new.account_id, new.email, new.phone, new.description)
  )
  execute function crm_private.index_updated_record('contact');
create or replace trigger contacts_after_update_index_dependents
  after update on crm.contacts for each row
  when (old.full_name is distinct from new.full_name)
  execute function crm_private.index_renamed_contact();

create or replace trigger leads_after_update_index
  after update on crm.leads for each row
  when (
    (old.owner_id, old.team_id, old.full_name, old.email, old.phone, old.company, old.job_title, old.description)
    is distinct from
    (new.owner_id, new.team_id, new.full_name, new.email, new.phone, new.company, new.job_title, new.description)
  )
  execute function crm_private.index_updated_record('lead');

create or replace trigger deals_after_update_index
  after update on crm.deals for each row
  when (
    (old.owner_id, old.team_id, old.name, old.account_id, old.contact_id, old.next_step, old.lost_note)
    is distinct from
    (new.owner_id, new.team_id, new.name, new.account_id, new.contact_id, new.next_step, new.lost_note)
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
