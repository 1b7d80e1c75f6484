-- The tables rights are read from are under forced row security themselves, by policies that ask for rights.
create role keeper login;
grant create on database :DBNAME to keeper;
create function pg_temp.protect() returns void language plpgsql as $$
declare
  name text;
begin
  foreach name in array array['organizations', 'teams', 'roles', 'permissions', 'memberships'] loop
    execute format('alter table crm.%I enable row level security, force row level security', name);
    execute format('grant select on crm.%I to authenticated', name);
  end loop;
end
$$;
select pg_temp.protect() \g /dev/null
create policy own on crm.memberships using (org_id = (select crm_ext.current_org()) and crm_ext.row_visible('membership', org_id, user_id, team_id));
create policy own on crm.organizations using (id = (select crm_ext.current_org()));
create policy own on crm.permissions using (org_id = (select crm_ext.current_org()));
insert into crm.permissions select org_id, id, 'membership', 'read', 'org' from crm.roles where key = 'admin';

begin;
select tests.act_as('admin') \g /dev/null
select tests.equal((select count(*) from crm.memberships), 6::bigint, 'policies on memberships may ask for rights');
select tests.equal((select count(*) from crm.permissions), 16::bigint, 'and those on permissions');
select tests.act_as('rep') \g /dev/null
select tests.equal((select count(*) from crm.memberships), 0::bigint, 'and decide');
select tests.equal((select count(*) from crm.deals), 10::bigint, 'rights are found all the same');
rollback;

-- The owner of extension and tables is an ordinary user.
alter schema crm_private owner to keeper;
do $$
declare
  source regclass;
begin
  for source in select oid from pg_class where relnamespace in ('crm'::regnamespace, 'crm_private'::regnamespace) and relkind = 'r' loop
    execute format('alter table %s owner to keeper', source);
  end loop;
end
$$;
update pg_extension set extowner = 'keeper'::regrole where extname = 'pg_crm_ext';
\c
begin;
select tests.act_as('admin') \g /dev/null
select tests.equal((select count(*) from crm.memberships), 6::bigint, 'an ordinary owner reads rights past forced policies');
select tests.equal(current_user, 'authenticated'::name, 'and the caller stays who they are');
rollback;

-- An owner whom the policies do bind: they ask for rights while rights are being loaded, and see nobody.
grant usage on schema crm, crm_private to stranger;
grant select on all tables in schema crm, crm_private to stranger;
update pg_extension set extowner = 'stranger'::regrole where extname = 'pg_crm_ext';
\c
begin;
select tests.act_as('admin') \g /dev/null
select tests.equal((select count(*) from crm.deals), 0::bigint, 'an owner bound by policies finds no rights, and the search ends');
rollback;
revoke select on all tables in schema crm, crm_private from stranger;

-- An owner without the right to read gives an error, not rights.
update pg_extension set extowner = 'stranger'::regrole where extname = 'pg_crm_ext';
\c
begin;
select tests.act_as('admin') \g /dev/null
savepoint before;
select tests.refused('select count(*) from crm.deals', '42501', 'an owner who may not read memberships gives no rights');
select tests.equal(current_user, 'authenticated'::name, 'and the caller stays who they are after the error');
reset role;
update pg_extension set extowner = 'keeper'::regrole where extname = 'pg_crm_ext';
update crm.roles set key = key;
set local role authenticated;
select tests.equal(count(*), 10::bigint, 'and rights are found once the reason is gone') from crm.deals where owner_id = tests.id('rep');
rollback;

-- Names are not taken from the caller's search path.
create schema trap;
create function trap.equal(uuid, uuid) returns boolean language sql as $$ select true $$;
create operator trap.= (leftarg = uuid, rightarg = uuid, function = trap.equal);
create function trap.equal(text, text) returns boolean language sql as $$ select true $$;
create operator trap.= (leftarg = text, rightarg = text, function = trap.equal);
grant usage on schema trap to public;
update pg_extension set extowner = 'postgres'::regrole where extname = 'pg_crm_ext';
\c
begin;
set local search_path = trap, pg_catalog;
select tests.act_as('rep', 'globex') \g /dev/null
select tests.equal(crm_ext.current_org(), null, 'operators of the search path do not open another organization');
rollback;
