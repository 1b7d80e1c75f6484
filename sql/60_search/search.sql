create or replace function crm_private.searched_kinds(kinds text[])
returns text[]
language plpgsql
immutable
set search_path = ''
as $$
declare
  known constant text[] := array['account', 'contact', 'lead', 'deal'];
begin
  if not coalesce(kinds, known) <@ known then
    raise exception using
      errcode = '22023',
      message = 'kinds names something that cannot be searched',
      detail = pg_catalog.format('Got %s.', pg_catalog.left(pg_catalog.array_to_string(kinds, ', ', 'null'), 200)),
      hint = 'Use any of: account, contact, lead, deal.';
  end if;
  return coalesce(kinds, known);
end;
$$;

comment on function crm_private.searched_kinds(text[]) is
  'The kinds to search, all of them for null; 22023 for others. Example: select crm_private.searched_kinds(array[''deal'']);';

create or replace function crm_private.search_records(q text, kinds text[], largest integer)
returns table (kind text, id uuid, title text, subtitle text, highlight text, rank real)
language plpgsql
stable
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  sees_everything constant boolean := crm_private.bypasses_row_security();
  query tsquery;
begin
  kinds := crm_private.searched_kinds(kinds);
  largest := crm_private.require_page_size('limit', largest, 100);
  perform crm_private.require_text_within('q', q, 500);
  select crm_ext.search_query(q, o.language::regconfig) into query from crm.organizations o where o.id = org;
  return query
  select s.kind, s.record_id, s.title, s.subtitle,
    crm_ext.highlight(pg_catalog.concat_ws(' · ', s.title, s.subtitle, s.snippet), q),
    pg_catalog.ts_rank_cd(s.document, query)
  from crm_private.search_documents s
  where s.org_id = org
    and s.document @@ query
    and s.kind = any (kinds)
    and (sees_everything or crm_ext.row_visible(s.kind, s.org_id, s.owner_id, s.team_id))
  order by 6 desc, s.record_id
  limit largest;
end;
$$;

comment on function crm_private.search_records(text, text[], integer) is
  'The work of crm.search. Example: select * from crm_private.search_records(''will'', null, 20);';

create or replace function crm.search(q text, kinds text[] default null, "limit" integer default 20)
returns table (kind text, id uuid, title text, subtitle text, highlight text, rank real)
language sql
stable
security definer
set search_path = ''
as $$
  select r.* from crm_private.search_records(q, kinds, "limit") r;
$$;

comment on function crm.search(text, text[], integer) is
  'Finds accounts, contacts, leads and deals that the caller may see and that contain every word of q or a word that begins with it, names '
  'first; names, e-mails and companies as they are written, notes in the organization''s language. kinds narrows to some of account, '
  'contact, lead, deal; limit is 1 to 100. highlight is HTML with the hits in <mark>, everything else escaped. '
  'Example: select kind, title from crm.search(''will acme'', array[''contact''], 10);';

revoke all on function crm.search(text, text[], integer) from public;
grant execute on function crm.search(text, text[], integer) to authenticated, service_role;
