-- One searchable document for each account, contact, lead and deal, kept by triggers and read by crm.search.
-- Partitioned by organization and kind, so that a word common in one organization costs the others nothing, and each
-- kind is searched by itself.

create table crm_private.search_documents (
  org_id uuid not null,
  kind text not null,
  record_id uuid not null,
  owner_id uuid not null,
  team_id uuid,
  title text not null,
  subtitle text,
  snippet text,
  document tsvector not null,
  constraint search_documents_pkey primary key (org_id, kind, record_id),
  constraint search_documents_kind_check check (kind in ('account', 'contact', 'lead', 'deal'))
) partition by hash (org_id);
comment on table crm_private.search_documents is 'Full text of the records that crm.search covers, with the owner and team that decide who finds them.';

do $$
declare
  part_count constant integer := 8;
  part text;
  kind text;
begin
  for remainder in 0 .. part_count - 1 loop
    part := 'search_documents_' || remainder;
    execute format(
      'create table crm_private.%I partition of crm_private.search_documents for values with (modulus %s, remainder %s) partition by list (kind)',
      part, part_count, remainder);
    execute format('comment on table crm_private.%I is %L', part, 'Search documents of some of the organizations.');
    foreach kind in array array['account', 'contact', 'lead', 'deal'] loop
      execute format(
        'create table crm_private.%I partition of crm_private.%I for values in (%L)', part || '_' || kind, part, kind);
      execute format(
        'comment on table crm_private.%I is %L', part || '_' || kind, format('Search documents of the kind %s of some of the organizations.', kind));
    end loop;
  end loop;
end
$$;

create index search_documents_document_idx on crm_private.search_documents using gin (document);
create index search_documents_names_idx on crm_private.search_documents using gin (ts_filter(document, '{a}'));
create index search_documents_owner_id_idx on crm_private.search_documents (org_id, kind, owner_id);
create index search_documents_title_idx on crm_private.search_documents (org_id, kind, crm_ext.fold_text(title) text_pattern_ops);
