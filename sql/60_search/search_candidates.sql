-- requires: 60_search/search_visibility.sql
-- The condition of visibility stands in the queries themselves, because the planner drops the branches of the other ways
-- and finds the owner's index for what remains.

create or replace function crm_private.search_candidates(org uuid, kind text, pass text, anchor tsquery, way text)
returns setof crm_private.search_documents
language plpgsql
stable
set search_path = ''
-- Planned for this organization, kind and caller: their shares of the rows differ a thousandfold.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  most constant integer := 200;
  shared constant uuid[] := crm_ext.shared_ids(kind);
begin
  if pass = 'everything' then
    return query
    select s.*
    from crm_private.search_documents s
    where s.org_id = org and s.kind = search_candidates.kind and s.document @@ anchor
      and case way
        when 'everything' then true
        when 'class' then crm_ext.row_visible(search_candidates.kind, s.org_id, s.owner_id, s.team_id)
        when 'shared' then s.record_id = any (shared)
        else crm_private.record_is_visible(search_candidates.kind, s.org_id, s.record_id)
      end
    limit most;
  else
    return query
    select s.*
    from crm_private.search_documents s
    where s.org_id = org and s.kind = search_candidates.kind and pg_catalog.ts_filter(s.document, '{a}') @@ anchor
      and case way
        when 'everything' then true
        when 'class' then crm_ext.row_visible(search_candidates.kind, s.org_id, s.owner_id, s.team_id)
        when 'shared' then s.record_id = any (shared)
        else crm_private.record_is_visible(search_candidates.kind, s.org_id, s.record_id)
      end
    limit most;
  end if;
end;
$$;

comment on function crm_private.search_candidates(uuid, text, text, tsquery, text) is
  'Up to 200 documents of one kind that the caller may see (asked in one of the ways of search_ways) and that match: in their names, or '
  'anywhere for the pass everything. '
  'Example: select title from crm_private.search_candidates(org, ''contact'', ''names'', ''will:*'', ''class'');';

create or replace function crm_private.search_titles(org uuid, kind text, beginning text, way text)
returns setof crm_private.search_documents
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  most constant integer := 200;
  shared constant uuid[] := crm_ext.shared_ids(kind);
  pattern constant text := pg_catalog.regexp_replace(beginning, '([\\%_])', '\\\1', 'g') || '%';
begin
  return query
  select s.*
  from crm_private.search_documents s
  where s.org_id = org and s.kind = search_titles.kind and crm_ext.fold_text(s.title) like pattern
    and case way
      when 'everything' then true
      when 'class' then crm_ext.row_visible(search_titles.kind, s.org_id, s.owner_id, s.team_id)
      when 'shared' then s.record_id = any (shared)
      else crm_private.record_is_visible(search_titles.kind, s.org_id, s.record_id)
    end
  order by crm_ext.fold_text(s.title) using operator(pg_catalog.~<~)
  limit most;
end;
$$;

comment on function crm_private.search_titles(uuid, text, text, text) is
  'Up to 200 documents of one kind that the caller may see and whose title begins so, in its order: for queries of single letters. '
  'Example: select title from crm_private.search_titles(org, ''contact'', ''w'', ''class'');';
