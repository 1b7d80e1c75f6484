-- What tests say: each prints one line.
create schema tests;
grant usage on schema tests to public;

create function tests.ok(is_so boolean, sentence text) returns text language sql as $$
  select case when is_so then 'ok - ' else 'not ok - ' end || sentence
$$;

create function tests.equal(found anyelement, expected anyelement, sentence text) returns text language sql as $$
  select case when found is not distinct from expected then 'ok - ' || sentence
    else format('not ok - %s: found %s, expected %s', sentence, coalesce(found::text, 'null'), coalesce(expected::text, 'null'))
  end
$$;

create function tests.refused(statement text, code text, sentence text) returns text language plpgsql as $$
begin
  execute statement;
  return format('not ok - %s: not refused', sentence);
exception when others then
  if sqlstate = code then
    return 'ok - ' || sentence;
  end if;
  return format('not ok - %s: %s %s', sentence, sqlstate, sqlerrm);
end
$$;

-- An identifier that is the same in every run.
create function tests.id(name text) returns uuid language sql immutable parallel safe as $$ select md5(name)::uuid $$;

create function tests.claims(person text, org text default null) returns text language sql immutable as $$
  select json_strip_nulls(json_build_object('sub', tests.id(person), 'org_id', tests.id(org), 'role', 'authenticated'))::text
$$;

-- Makes the rest of the transaction a request of this person.
create function tests.act_as(person text, org text default null) returns void language plpgsql as $$
begin
  perform set_config('request.jwt.claims', tests.claims(person, org), true), set_config('request.headers', '', true);
  perform set_config('role', 'authenticated', true);
end
$$;

create function tests.send_header(headers text) returns void language plpgsql as $$
begin
  perform set_config('request.headers', headers, true);
end
$$;
