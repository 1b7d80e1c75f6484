create or replace function crm_private.search_candidates(org uuid, kind text, pass text, anchor tsquery, sees_everything boolean)
returns setof crm_private.search_documents
language plpgsql
stable
set search_path = ''
-- Planned for this organization, kind and caller: their shares of the rows differ a thousandfold.
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  most constant integer := 200;
begin
  if pass = 'everything' then
    return query
    select s.*
    from crm_private.search_documents s
    where s.org_id = org and s.kind = search_candidates.kind and s.document @@ anchor
      and (sees_everything or crm_ext.row_visible(search_candidates.kind, s.org_id, s.owner_id, s.team_id))
    limit most;
  else
    return query
    select s.*
    from crm_private.search_documents s
    where s.org_id = org and s.kind = search_candidates.kind and pg_catalog.ts_filter(s.document, '{a}') @@ anchor
      and (sees_everything or crm_ext.row_visible(search_candidates.kind, s.org_id, s.owner_id, s.team_id))
    limit most;
  end if;
end;
$$;

comment on function crm_private.search_candidates(uuid, text, text, tsquery, boolean) is
  'Up to 200 documents of one kind that the caller may see and that match: in their names, or anywhere for the pass everything. '
  'Example: select title from crm_private.search_candidates(org, ''contact'', ''names'', ''will:*'', false);';

create or replace function crm_private.search_titles(org uuid, kind text, beginning text, sees_everything boolean)
returns setof crm_private.search_documents
language plpgsql
stable
set search_path = ''
set plan_cache_mode = 'force_custom_plan'
as $$
declare
  most constant integer := 200;
  pattern constant text := pg_catalog.regexp_replace(beginning, '([\\%_])', '\\\1', 'g') || '%';
begin
  return query
  select s.*
  from crm_private.search_documents s
  where s.org_id = org and s.kind = search_titles.kind and crm_ext.fold_text(s.title) like pattern
    and (sees_everything or crm_ext.row_visible(search_titles.kind, s.org_id, s.owner_id, s.team_id))
  order by crm_ext.fold_text(s.title) using operator(pg_catalog.~<~)
  limit most;
end;
$$;

comment on function crm_private.search_titles(uuid, text, text, boolean) is
  'Up to 200 documents of one kind that the caller may see and whose title begins so, in its order: for queries of single letters. '
  'Example: select title from crm_private.search_titles(org, ''contact'', ''w'', false);';
