-- One searchable document for each account, contact, lead and deal, kept by triggers and read by crm.search.

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
);
create index search_documents_document_idx on crm_private.search_documents using gin (document);
comment on table crm_private.search_documents is 'Full text of the records that crm.search covers, with the owner and team that decide who finds them.';
