-- requires: 60_search/refresh_documents.sql

create or replace function crm_private.index_inserted_records()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.refresh_search_documents(n.org_id, tg_argv[0], pg_catalog.array_agg(n.id))
  from new_rows n
  group by n.org_id;
  return null;
end;
$$;

comment on function crm_private.index_inserted_records() is
  'Statement trigger: makes the search documents of inserted records; its argument is their kind. '
  'Example: insert into crm.accounts (name) values (''Acme''); -- found by crm.search(''acme'')';

create or replace function crm_private.index_updated_record()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.refresh_search_documents(new.org_id, tg_argv[0], array[new.id]);
  return null;
end;
$$;

comment on function crm_private.index_updated_record() is
  'Row trigger: renews the search document of a record whose searchable columns, owner or team changed. '
  'Example: update crm.accounts set name = ''Acme Ltd'' where name = ''Acme'';';

create or replace function crm_private.unindex_deleted_records()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  delete from crm_private.search_documents s
  using old_rows o
  where s.org_id = o.org_id and s.kind = tg_argv[0] and s.record_id = o.id;
  return null;
end;
$$;

comment on function crm_private.unindex_deleted_records() is
  'Statement trigger: removes the search documents of deleted records. Example: delete from crm.accounts where name = ''Acme'';';

create or replace function crm_private.index_renamed_account()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.refresh_search_documents(new.org_id, 'contact', array(
    select c.id from crm.contacts c where c.org_id = new.org_id and c.account_id = new.id));
  perform crm_private.refresh_search_documents(new.org_id, 'deal', array(
    select d.id from crm.deals d where d.org_id = new.org_id and d.account_id = new.id));
  return null;
end;
$$;

comment on function crm_private.index_renamed_account() is
  'Row trigger: a new account name reaches the documents of its contacts and deals. '
  'Example: update crm.accounts set name = ''Acme Ltd'' where name = ''Acme'';';

create or replace function crm_private.index_renamed_contact()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.refresh_search_documents(new.org_id, 'deal', array(
    select d.id from crm.deals d where d.org_id = new.org_id and d.contact_id = new.id));
  return null;
end;
$$;

comment on function crm_private.index_renamed_contact() is
  'Row trigger: a new contact name reaches the documents of its deals. '
  'Example: update crm.contacts set last_name = ''Miller'' where last_name = ''Smith'';';

create or replace function crm_private.index_contact_points()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.refresh_search_documents(p.org_id, 'contact', pg_catalog.array_agg(p.contact_id))
  from changed_points p
  group by p.org_id;
  return null;
end;
$$;

comment on function crm_private.index_contact_points() is
  'Statement trigger: inserted, changed and deleted contact points reach the documents of their contacts. '
  'Example: delete from crm.contact_points where kind = ''phone'';';

create or replace function crm_private.index_organization()
returns trigger
language plpgsql
security definer
set search_path = ''
as $$
begin
  perform crm_private.rebuild_search_documents(new.id);
  return null;
end;
$$;

comment on function crm_private.index_organization() is
  'Row trigger: notes are stemmed anew when an organization changes its language. '
  'Example: update crm.organizations set language = ''german'' where slug = ''acme'';';
