create or replace function crm_private.require_fields(kind text, given jsonb)
returns void
language plpgsql
stable
set search_path = ''
as $$
declare
  refused constant text := (
    select g.key from pg_catalog.jsonb_each(given) g
    where g.value <> 'null' and crm_ext.current_org() is not null and not crm_ext.may_update_field(kind, g.key)
    order by g.key limit 1);
begin
  if refused is not null then
    raise exception using
      errcode = '42501',
      message = pg_catalog.format('you may not change %s of this %s', refused, kind),
      detail = pg_catalog.format('Your role may not change the field "%s" of records of the kind %s.', refused, kind),
      hint = 'Leave the field out, or ask an administrator for the right to change it.';
  end if;
end;
$$;
comment on function crm_private.require_fields(text, jsonb) is
  'Refuses (42501) values for fields that the caller may not change, in functions that write with their owner''s rights; null is no value. '
  'Example: perform crm_private.require_fields(''deal'', jsonb_build_object(''amount'', amount)).';
