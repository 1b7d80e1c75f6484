-- Conditions, written a second time and slowly: over the row as JSON, with nothing of the extension.

create schema naive;

-- How the columns of a table compare: number, text, boolean, date, instant or opaque.
create function naive.types_of(relation regclass)
returns jsonb
language sql stable
as $$
  select jsonb_object_agg(a.attname, case
    when t.typname in ('int2', 'int4', 'int8', 'numeric', 'float4', 'float8') then 'number'
    when t.typname in ('text', 'varchar', 'bpchar', 'uuid', 'name') then 'text'
    when t.typname = 'bool' then 'boolean'
    when t.typname = 'date' then 'date'
    when t.typname in ('timestamptz', 'timestamp') then 'instant'
    else 'opaque' end)
  from pg_attribute a join pg_type t on t.oid = a.atttypid
  where a.attrelid = relation and a.attnum > 0 and not a.attisdropped;
$$;

-- A value and its type, as {"type": ..., "text": ...}; null when the record has no such value.
create function naive.typed(type text, value jsonb)
returns jsonb
language sql immutable
as $$
  select case when value is null or value = 'null' then null
    else jsonb_build_object('type', type, 'text', value #>> '{}') end;
$$;

create function naive.json_type(value jsonb)
returns text
language sql immutable
as $$
  select case jsonb_typeof(value) when 'string' then 'text' when 'number' then 'number' when 'boolean' then 'boolean' else 'opaque' end;
$$;

create function naive.field_value(field text, record jsonb, types jsonb)
returns jsonb
language sql immutable
as $$
  select case
    when field like 'custom.%' then naive.typed(naive.json_type(record -> 'custom' -> substr(field, 8)), record -> 'custom' -> substr(field, 8))
    when types ? field then naive.typed(types ->> field, record -> field)
  end;
$$;

-- -1, 0 or 1; null where two values do not compare.
create function naive.compare(a jsonb, b jsonb)
returns integer
language plpgsql immutable
as $$
declare
  kinds constant text := concat_ws(' ', a ->> 'type', b ->> 'type');
  x constant text := a ->> 'text';
  y constant text := b ->> 'text';
begin
  if a is null or b is null then
    return null;
  end if;
  case
    when kinds = 'number number' then return sign(x::numeric - y::numeric);
    when kinds = 'text text' then
      return case when x collate "C" < y then -1 when x collate "C" > y then 1 else 0 end;
    when kinds = 'boolean boolean' then return x::boolean::int - y::boolean::int;
    when kinds in ('date date', 'date text', 'text date') then
      if x !~ '^\d{4}-\d\d-\d\d$' or y !~ '^\d{4}-\d\d-\d\d$' then
        return null;
      end if;
      return sign(x::date - y::date);
    when kinds in ('instant instant', 'instant text', 'text instant') then
      return sign(extract(epoch from x::timestamptz - y::timestamptz));
    else return null;
  end case;
exception
  when invalid_datetime_format or datetime_field_overflow then
    return null;
end;
$$;

create function naive.relates(op text, a jsonb, b jsonb)
returns boolean
language sql immutable
as $$
  select coalesce(case op
    when 'eq' then naive.compare(a, b) = 0
    when 'neq' then naive.compare(a, b) <> 0
    when 'lt' then naive.compare(a, b) < 0
    when 'lte' then naive.compare(a, b) <= 0
    when 'gt' then naive.compare(a, b) > 0
    when 'gte' then naive.compare(a, b) >= 0
    when 'contains' then a ->> 'type' = 'text' and b ->> 'type' = 'text' and position(b ->> 'text' in a ->> 'text') > 0
    when 'starts_with' then a ->> 'type' = 'text' and b ->> 'type' = 'text' and starts_with(a ->> 'text', b ->> 'text')
  end, false);
$$;

create function naive.listed(op text, a jsonb, list jsonb)
returns boolean
language sql immutable
as $$
  select coalesce(case op
    when 'in' then (
      select bool_or(coalesce(naive.compare(a, naive.typed(naive.json_type(e), e)) = 0, false)) from jsonb_array_elements(list) e)
    when 'not_in' then a is not null and coalesce((
      select bool_and(coalesce(naive.compare(a, naive.typed(naive.json_type(e), e)) <> 0, false)) from jsonb_array_elements(list) e), true)
  end, false);
$$;

-- Whether a record, as JSON with the types of its columns, meets a condition; `caller` holds what may be asked of the caller.
create function naive.holds(condition jsonb, record jsonb, types jsonb, caller jsonb)
returns boolean
language plpgsql immutable
as $$
declare
  op constant text := condition ->> 'op';
  a jsonb;
  asked jsonb;
begin
  case
    when condition is null then return true;
    when condition ? 'all' then
      return coalesce((select bool_and(naive.holds(c, record, types, caller)) from jsonb_array_elements(condition -> 'all') c), true);
    when condition ? 'any' then
      return coalesce((select bool_or(naive.holds(c, record, types, caller)) from jsonb_array_elements(condition -> 'any') c), false);
    when condition ? 'not' then return not naive.holds(condition -> 'not', record, types, caller);
    else null;
  end case;
  a := naive.field_value(condition ->> 'field', record, types);
  if op in ('is_null', 'is_not_null') then
    return (a is null) = (op = 'is_null');
  elsif condition ? 'other_field' then
    return naive.relates(op, a, naive.field_value(condition ->> 'other_field', record, types));
  end if;
  asked := case when condition ? 'caller' then caller #> string_to_array(condition ->> 'caller', '.') else condition -> 'value' end;
  return case when jsonb_typeof(asked) = 'array' then naive.listed(op, a, asked)
    else naive.relates(op, a, naive.typed(naive.json_type(asked), asked)) end;
end;
$$;
