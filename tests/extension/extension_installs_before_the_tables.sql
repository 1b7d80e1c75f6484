-- database: empty
-- The extension comes first; without tables nobody has rights, and with them it works in the same session.
begin;
select tests.act_as('admin') \g /dev/null
select set_config('role', 'none', true) \g /dev/null
select tests.equal(crm_ext.current_org(), null, 'without tables there is no organization');
select tests.equal(crm_ext.row_visible('deal', tests.id('acme'), tests.id('admin'), null), false, 'and nothing is visible');
commit;
\ir support/tables.sql
begin;
select tests.act_as('admin') \g /dev/null
select tests.equal(crm_ext.current_org(), null, 'with empty tables neither');
rollback;
\ir support/people.sql
begin;
select tests.act_as('admin') \g /dev/null
select tests.equal(crm_ext.current_org(), tests.id('acme'), 'members are found once they exist');
rollback;
drop extension pg_crm_ext cascade;
create extension pg_crm_ext;
begin;
select set_config('request.jwt.claims', tests.claims('admin'), true) \g /dev/null
select tests.equal(crm_ext.current_org(), tests.id('acme'), 'and after the extension was dropped and created again');
savepoint without_trigger;
update crm.memberships set status = 'suspended';
select tests.equal(crm_ext.current_org(), tests.id('acme'), 'whose triggers went with it');
create trigger authorization_changed after update on crm.memberships for each statement execute function crm_ext.authorization_changed();
update crm.memberships set status = status;
select tests.equal(crm_ext.current_org(), null, 'a new trigger finds the new marker');
rollback;
select tests.refused('select crm_ext.authorization_changed()', '39P01', 'a trigger function is not called by hand');
select tests.equal(string_agg(p.proname, ', ' order by p.proname), null, 'every function of the extension has a comment')
from pg_depend d join pg_proc p on p.oid = d.objid and d.classid = 'pg_proc'::regclass
where d.refobjid = (select oid from pg_extension where extname = 'pg_crm_ext') and d.deptype = 'e' and obj_description(p.oid, 'pg_proc') is null;
