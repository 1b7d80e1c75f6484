-- Claims, roles and headers changed within a transaction, a statement, a cursor or a function: never the rights of before.
create function pg_temp.seen() returns bigint language sql as $$ select count(*) from crm.deals $$;

begin;
select tests.act_as('rep') \g /dev/null
select tests.ok(crm_ext.row_visible('deal', tests.id('acme'), tests.id('rep'), null)
  and not crm_ext.row_visible('deal', tests.id('acme'), tests.id('rep2'), null), 'row_visible may be the first to ask');
select tests.equal(pg_temp.seen(), 10::bigint, 'first a rep');
select tests.act_as('admin') \g /dev/null
select tests.equal(pg_temp.seen(), 50::bigint, 'then an admin in the same transaction');
savepoint a;
select tests.act_as('other rep') \g /dev/null
select tests.equal(pg_temp.seen(), 3::bigint, 'then another organization');
rollback to a;
select tests.equal(pg_temp.seen(), 50::bigint, 'a rollback gives the claims of before back');
select set_config('request.jwt.claims', '', true) \g /dev/null
select tests.equal(pg_temp.seen(), 0::bigint, 'and without claims nothing');
select set_config('request.jwt.claims', tests.claims('admin'), true) \g /dev/null
set local role anon;
select tests.equal(pg_temp.seen(), 0::bigint, 'the anonymous role sees nothing with the same claims');
set local role authenticated;
select tests.equal(pg_temp.seen(), 50::bigint, 'back in the role, the rights are back');
reset role;
select tests.equal(pg_temp.seen(), 53::bigint, 'the superuser sees all');
commit;
set role authenticated;
select tests.equal(pg_temp.seen(), 0::bigint, 'claims end with their transaction');
reset role;

begin;
select tests.act_as('other admin') \g /dev/null
select tests.send_header('{"x-org-id": "acme"}') \g /dev/null
select tests.equal(pg_temp.seen(), 0::bigint, 'a header that gives nothing');
select tests.send_header('{"x-org-id": "globex"}') \g /dev/null
select tests.equal(pg_temp.seen(), 3::bigint, 'and one that does, in one transaction');
rollback;

-- Within one statement.
begin;
select tests.act_as('rep') \g /dev/null
select tests.equal(string_agg(visible::text, ' ' order by n), 'true false', 'a claim set within a statement counts from the next row')
from (select n, crm_ext.row_visible('deal', tests.id('acme'), tests.id('rep'), null) visible,
  set_config('request.jwt.claims', tests.claims('other rep'), true) from generate_series(1, 2) n offset 0) rows;
select tests.act_as('rep') \g /dev/null
select tests.equal(count(*) filter (where org_id <> tests.id('acme')), 0::bigint, 'claims changed among the rows of a scan show no row of another organization')
from (select org_id, case when row_number() over () = 1 then set_config('request.jwt.claims', tests.claims('other admin'), true) end from crm.deals) rows;
select tests.act_as('rep') \g /dev/null
declare kept cursor for select org_id from crm.deals;
move 2 in kept;
select tests.act_as('other admin') \g /dev/null
create temp table fetched (org_id uuid);
do $$ declare kept refcursor := 'kept'; org uuid; begin loop fetch kept into org; exit when not found; insert into fetched values (org); end loop; end $$;
select tests.equal(count(*), 0::bigint, 'a cursor opened by another caller gives no row to the next') from fetched;
rollback;

-- Expressions that plpgsql keeps for the transaction.
begin;
set local role authenticated;
create function pg_temp.answers() returns text language plpgsql as $$
declare
  answers text := '';
  person text;
begin
  foreach person in array array['rep', 'rep2', 'admin', 'other rep', 'rep'] loop
    perform set_config('request.jwt.claims', tests.claims(person), true);
    answers := answers || left(crm_ext.row_visible('deal', tests.id('acme'), tests.id('rep'), null)::text, 1);
  end loop;
  perform set_config('role', 'anon', true);
  for i in 1..2 loop
    answers := answers || left(crm_ext.row_visible('deal', tests.id('acme'), tests.id('rep'), null)::text, 1);
    perform set_config('role', 'authenticated', true);
  end loop;
  return answers;
end
$$;
select tests.equal(pg_temp.answers(), 'tftftft', 'a kept expression follows claims and role');
rollback;

create function pg_temp.roles() returns text language plpgsql as $$
declare
  answers text := '';
  role_name text;
begin
  foreach role_name in array array['authenticated', 'anon', 'authenticated', 'service_role'] loop
    perform set_config('role', role_name, true);
    answers := answers || left(crm_ext.sees_all('deal')::text, 1);
  end loop;
  return answers;
end
$$;
begin;
select set_config('request.jwt.claims', tests.claims('admin'), true) \g /dev/null
select tests.equal(pg_temp.roles(), 'tftf', 'a kept expression follows the role alone');
rollback;

-- A security definer function asks for its caller, not for its owner.
create function crm.visible_deals() returns bigint language sql security definer set search_path = '' as $$
  select pg_catalog.count(*) from crm.deals d where crm_ext.row_visible('deal', d.org_id, d.owner_id, d.team_id)
$$;
begin;
select tests.act_as('rep') \g /dev/null
select tests.equal(crm.visible_deals(), 10::bigint, 'a security definer function applies the rights of its caller');
set local role anon;
select tests.equal(crm.visible_deals(), 0::bigint, 'and none for the anonymous role');
rollback;
