-- requires: 60_search/expected_documents.sql

create or replace function crm_private.refresh_search_documents(org uuid, kind text, record_ids uuid[])
returns void
language sql
set search_path = ''
as $$
  insert into crm_private.search_documents as s (
    org_id, kind, record_id, owner_id, team_id, title, subtitle, snippet, document
  )
  select e.org_id, e.kind, e.record_id, e.owner_id, e.team_id, e.title, e.subtitle, e.snippet, e.document
  from crm_private.expected_search_documents e
  -- not a join with the identifiers: only a plain condition reaches the tables below the view, and their indexes
  where e.org_id = org and e.kind = refresh_search_documents.kind and e.record_id = any (record_ids)
  order by e.record_id -- everybody takes the rows in the same order
  on conflict (org_id, kind, record_id) do update
  set owner_id = excluded.owner_id,
      team_id = excluded.team_id,
      title = excluded.title,
      subtitle = excluded.subtitle,
      snippet = excluded.snippet,
      document = excluded.document
  where (s.owner_id, s.team_id, s.title, s.subtitle, s.snippet, s.document)
    is distinct from (excluded.owner_id, excluded.team_id, excluded.title, excluded.subtitle, excluded.snippet, excluded.document);
$$;

comment on function crm_private.refresh_search_documents(uuid, text, uuid[]) is
  'Brings the search documents of these records of one kind up to date. '
  'Example: select crm_private.refresh_search_documents(d.org_id, ''deal'', array[d.id]) from crm.deals d;';

create or replace function crm_private.rebuild_search_documents(org uuid)
returns bigint
language plpgsql
set search_path = ''
as $$
declare
  document_count bigint;
begin
  delete from crm_private.search_documents s where s.org_id = org;
  insert into crm_private.search_documents (org_id, kind, record_id, owner_id, team_id, title, subtitle, snippet, document)
  select e.org_id, e.kind, e.record_id, e.owner_id, e.team_id, e.title, e.subtitle, e.snippet, e.document
  from crm_private.expected_search_documents e
  where e.org_id = org;
  get diagnostics document_count = row_count;
  return document_count;
end;
$$;

comment on function crm_private.rebuild_search_documents(uuid) is
  'Computes all search documents of an organization anew, for loads that bypass triggers and for a changed language; returns their '
  'number. Example: select crm_private.rebuild_search_documents(o.id) from crm.organizations o where o.slug = ''acme'';';
