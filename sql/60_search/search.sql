-- requires: 60_search/search_terms.sql
-- requires: 60_search/search_candidates.sql
-- requires: 60_search/readable_documents.sql

create or replace function crm_private.search_pass(
  org uuid,
  kinds text[],
  pass text,
  q text,
  query tsquery,
  language regconfig
)
returns setof crm_private.search_documents
language sql
stable
set search_path = ''
as $$
  -- A shared record may be of a class that the caller sees as well: it counts once. (offset 0: is_open is asked once a
  -- kind, not once a candidate.)
  select distinct on (d.kind, d.record_id) d.*
  from (select u.kind, crm_private.reads_whole_documents(u.kind) as is_open from pg_catalog.unnest(kinds) as u (kind) offset 0) as k
  cross join lateral pg_catalog.unnest(crm_private.search_ways(k.kind)) as v (way)
  cross join (
    select
      crm_ext.fold_text(pg_catalog.split_part(q, ' ', 1)) as beginning,
      case pass
        when 'exact names' then pg_catalog.plainto_tsquery('simple', crm_ext.fold_text(crm_private.search_anchor(q)))
        else crm_ext.search_query(crm_private.search_anchor(q), language)
      end as anchor
  ) as w
  cross join lateral (
    select t.*
    from crm_private.search_titles(org, k.kind, w.beginning, v.way) t
    where pass = 'titles'
    union all
    select t.*
    from crm_private.search_candidates(org, k.kind, pass, w.anchor, v.way) t
    where pass <> 'titles'
  ) as c
  cross join lateral (
    select c.* where k.is_open
    union all
    -- what is hidden from the caller neither finds nor ranks
    select m.*
    from crm_private.readable_documents(c.org_id, c.kind, c.record_id) m
    where not k.is_open
      and case pass
        when 'everything' then true
        when 'titles' then pg_catalog.starts_with(crm_ext.fold_text(m.title), w.beginning)
        else pg_catalog.ts_filter(m.document, '{a}') @@ w.anchor
      end
  ) as d
  where d.document @@ query
  order by d.kind, d.record_id;
$$;

comment on function crm_private.search_pass(uuid, text[], text, text, tsquery, regconfig) is
  'What one pass of a search finds: titles (queries of single letters), exact names, names, everything. '
  'Example: select title from crm_private.search_pass(org, array[''contact''], ''names'', ''will'', ''will:*'', ''english'');';

create or replace function crm_private.search_records(q text, kinds text[], largest integer)
returns table (kind text, id uuid, title text, subtitle text, highlight text, rank real)
language plpgsql
stable
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  spoken constant regconfig := (select o.language::regconfig from crm.organizations o where o.id = org);
  query constant tsquery := crm_ext.search_query(q, spoken);
  passes text[] := array['exact names', 'names', 'everything'];
  pass text;
  seen uuid[] := array[]::uuid[];
  hits crm_private.search_documents[];
begin
  kinds := crm_private.searched_kinds(kinds);
  largest := crm_private.require_page_size('limit', largest, 100);
  perform crm_private.require_text_within('q', q, 500);
  q := pg_catalog.btrim(q);
  if coalesce(pg_catalog.numnode(query), 0) = 0 then
    return;
  elsif crm_private.search_anchor(q) is null then
    passes := array['titles'];
  end if;
  foreach pass in array passes loop
    hits := array(
      select s
      from crm_private.search_pass(org, kinds, pass, q, query, spoken) s
      where s.record_id <> all (seen)
      order by pg_catalog.ts_rank_cd(s.document, query, 32) desc, pg_catalog.length(s.title), s.record_id
      limit largest - pg_catalog.cardinality(seen)
    );
    return query
    select s.kind, s.record_id, s.title, s.subtitle,
      crm_ext.highlight(pg_catalog.concat_ws(' · ', s.title, s.subtitle, s.snippet), q),
      (pg_catalog.array_position(array['everything', 'names', 'exact names', 'titles'], pass) - 1
        + pg_catalog.ts_rank_cd(s.document, query, 32))::real
    from pg_catalog.unnest(hits) s;
    seen := seen || array(select s.record_id from pg_catalog.unnest(hits) s);
    exit when pg_catalog.cardinality(seen) >= largest;
  end loop;
end;
$$;

comment on function crm_private.search_records(text, text[], integer) is
  'The work of crm.search, pass by pass until enough is found. Example: select * from crm_private.search_records(''will'', null, 20);';

create or replace function crm.search(q text, kinds text[] default null, "limit" integer default 20)
returns table (kind text, id uuid, title text, subtitle text, highlight text, rank real)
language sql
stable
security definer
set search_path = ''
as $$
  select r.* from crm_private.search_records(q, kinds, "limit") r order by r.rank desc, pg_catalog.length(r.title), r.id;
$$;

comment on function crm.search(text, text[], integer) is
  'Finds accounts, contacts, leads and deals that the caller may see and that contain every word of q or a word that begins with it, names '
  'first; names, e-mails and companies as they are written, notes in the organization''s language. kinds narrows to some of account, '
  'contact, lead, deal; limit is 1 to 100. rank: 2 to 3 for whole words of the name, 1 to 2 for their beginnings, 0 to 1 elsewhere; of '
  'very common words the best of some hundred hits are ranked. highlight is HTML with the hits in <mark>, everything else escaped. '
  'Example: select kind, title from crm.search(''will acme'', array[''contact''], 10);';

revoke all on function crm.search(text, text[], integer) from public;
grant execute on function crm.search(text, text[], integer) to authenticated, service_role;
