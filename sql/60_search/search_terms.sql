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

create or replace function crm_private.search_anchor(q text)
returns text
language sql
immutable
set search_path = ''
as $$
  select pg_catalog.string_agg(longest.word, ' ')
  from (
    select w.word
    from pg_catalog.regexp_split_to_table(q, '\s+') as w (word)
    where pg_catalog.length(pg_catalog.regexp_replace(w.word, '[^[:alnum:]]', '', 'g')) > 1
    order by pg_catalog.length(w.word) desc
    limit 4
  ) as longest;
$$;

comment on function crm_private.search_anchor(text) is
  'The words of a query that are looked up in the index, the four longest of two letters or more; the others only filter what these find: '
  'a prefix of one letter would read half the index. Example: select crm_private.search_anchor(''j r tolkien''); -- tolkien';
