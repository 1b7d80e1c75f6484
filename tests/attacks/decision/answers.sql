-- The same questions put to PostgreSQL and to the extension, as the user whom they are about.

create function naive.become(who uuid, org uuid)
returns void
language sql
as $$
  select set_config('request.jwt.claims', jsonb_build_object('sub', who, 'role', 'authenticated', 'aud', 'authenticated', 'org_id', org)::text, true),
         set_config('request.headers', '{}', true), set_config('role', 'authenticated', true);
$$;

create function naive.table_of(kind text)
returns regclass
language sql stable
as $$ select format('crm.%I', case kind when 'activity' then 'activities' else kind || 's' end)::regclass; $$;

-- The rows that row security lets the user read, update or delete: it is tried, and rolled back.
create function naive.enforced(who uuid, org uuid, kind text, action text)
returns uuid[]
language plpgsql
as $$
declare
  target constant regclass := naive.table_of(kind);
  touched constant text := case kind when 'deal' then 'next_step' else 'description' end;
  found uuid[];
begin
  perform naive.become(who, org);
  case action
    when 'read' then execute format('select array_agg(id) from %s', target) into found;
    when 'update' then
      execute format('update %s set %I = %L', target, touched, 'touched');
      perform set_config('role', 'none', true);
      execute format('select array_agg(id) from %s where %I = %L', target, touched, 'touched') into found;
    when 'delete' then
      execute format('delete from %s', target);
      perform set_config('role', 'none', true);
      execute format('select array_agg(b.id) from before_deletion b where not exists (select from %s t where t.id = b.id)', target) into found;
  end case;
  raise exception using errcode = 'TT000', message = coalesce(found, '{}')::text;
exception
  when sqlstate 'TT000' then
    return sqlerrm::uuid[];
end;
$$;

-- What the extension says of each row, asked one by one with the rights of the user.
create function naive.row_answers(kind text, action text, org uuid)
returns uuid[]
language plpgsql
security definer
as $$
declare
  found uuid[];
begin
  execute format(
    'select array_agg(t.id) from %s t where t.org_id = $1 and ' || case action
      when 'read' then 'crm_ext.row_visible(%L, t.org_id, t.owner_id, t.team_id, t.id, t)'
      else 'crm_ext.row_allowed(' || quote_literal(action) || ', %L, t.org_id, t.owner_id, t.team_id, t.id, t)' end,
    naive.table_of(kind), kind) into found using org;
  return coalesce(found, '{}');
end;
$$;

create function naive.decided(who uuid, org uuid, kind text, action text)
returns uuid[]
language plpgsql
as $$
declare
  found uuid[];
begin
  perform naive.become(who, org);
  found := naive.row_answers(kind, action, org);
  perform set_config('role', 'none', true), set_config('request.jwt.claims', '', true);
  return found;
end;
$$;

-- What the extension explains of each row to somebody who asks about the user.
create function naive.explained(who uuid, org uuid, kind text, action text)
returns uuid[]
language plpgsql
as $$
declare
  found uuid[];
begin
  execute format(
    'select array_agg(t.id) from %s t where t.org_id = $1
     and (crm_ext.access_paths($2, $3, %L, t.org_id, t.owner_id, t.team_id, t.id, t) ->> ''allowed'')::boolean',
    naive.table_of(kind), kind) into found using org, who, action;
  return coalesce(found, '{}');
end;
$$;

create function naive.expected(who uuid, org uuid, kind text, action text)
returns uuid[]
language plpgsql
as $$
declare
  found uuid[];
begin
  execute format('select array_agg(t.id) from %s t where t.org_id = $1 and naive.allows($2, $1, $3, $4, to_jsonb(t), $5)',
                 naive.table_of(kind)) into found using org, who, kind, action, naive.types_of(naive.table_of(kind));
  return coalesce(found, '{}');
end;
$$;

-- Inserts a row and takes it back. As the user: whether it was let in. As the superuser: the row as it would be stored.
create function naive.try_insert(who uuid, org uuid, kind text, candidate jsonb)
returns jsonb
language plpgsql
as $$
declare
  row_given constant jsonb := case when who is null then candidate || jsonb_build_object('org_id', org) else candidate end;
  command constant text := (
    select format('insert into %1$s as t (%2$s) select %2$s from jsonb_populate_record(null::%1$s, $1)', naive.table_of(kind), string_agg(quote_ident(k), ', '))
    from jsonb_object_keys(row_given) k);
  stored jsonb := 'true';
begin
  if who is null then
    execute command || ' returning to_jsonb(t)' into stored using row_given;
  else
    perform naive.become(who, org);
    execute command using row_given;
  end if;
  raise exception using errcode = 'TT000', message = stored::text;
exception
  when sqlstate 'TT000' then return sqlerrm::jsonb;
  when insufficient_privilege then
    if sqlerrm like 'permission denied%' then -- a right that nobody has is no decision about this row
      raise;
    end if;
    return 'false';
end;
$$;

create function naive.expected_insert(who uuid, org uuid, kind text, stored jsonb)
returns jsonb
language sql
as $$
  select to_jsonb(naive.allows(who, org, kind, 'create', stored, naive.types_of(naive.table_of(kind))));
$$;

grant usage on schema naive to authenticated;
grant execute on function naive.row_answers to authenticated;
