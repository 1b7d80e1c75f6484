-- What each scope reaches, in tables and asked directly.
begin;
select tests.equal((select count(*) from crm.deals), 53::bigint, 'a superuser sees all rows');
select tests.act_as('admin') \g /dev/null
select tests.equal((select count(*) from crm.deals), 50::bigint, 'org scope reaches the organization and no other');
select tests.act_as('manager') \g /dev/null
select tests.equal((select count(*) from crm.deals), 30::bigint, 'team scope reaches the team and the teams below');
select tests.equal((select count(*) from crm.deals where owner_id = tests.id('admin')), 0::bigint, 'team scope does not reach the team above');
select tests.act_as('rep') \g /dev/null
select tests.equal((select count(*) from crm.deals), 10::bigint, 'own scope reaches own rows');
select tests.equal((select count(*) from crm.deals where owner_id <> tests.id('rep')), 0::bigint, 'own scope reaches no row of the same team');
select tests.act_as('guest') \g /dev/null
select tests.equal((select count(*) from crm.deals), 0::bigint, 'scope none reaches nothing');
select tests.act_as('other rep') \g /dev/null
select tests.equal((select count(*) from crm.deals), 3::bigint, 'another organization sees its own');
rollback;

begin;
select tests.act_as('manager') \g /dev/null
select tests.ok(crm_ext.row_visible('deal', tests.id('acme'), tests.id('manager'), tests.id('support')), 'own rows are in team scope whatever their team');
select tests.ok(crm_ext.row_visible('deal', tests.id('acme'), tests.id('manager'), null), 'own rows without team are in team scope');
select tests.ok(crm_ext.row_visible('deal', tests.id('acme'), null, tests.id('north')), 'rows without owner belong to their team');
select tests.ok(not crm_ext.row_visible('deal', tests.id('acme'), null, null), 'rows without owner and team are out of team scope');
select tests.ok(not crm_ext.row_visible('deal', tests.id('globex'), tests.id('manager'), tests.id('north')), 'the organization of the row is checked');
select tests.ok(not crm_ext.row_visible('deal', null, tests.id('manager'), null), 'a row of no organization is nobody''s');
select tests.ok(not crm_ext.row_visible(null, tests.id('acme'), tests.id('manager'), null), 'no kind, no answer but no');
select tests.ok(not crm_ext.row_visible('lead', tests.id('acme'), tests.id('manager'), null), 'a kind without permission is out of reach');
select tests.ok(crm_ext.row_allowed('update', 'deal', tests.id('acme'), tests.id('rep'), tests.id('north')), 'a manager may change deals of the team');
select tests.ok(not crm_ext.row_allowed(null, 'deal', tests.id('acme'), tests.id('manager'), null), 'no action, no right');
select tests.equal(crm_ext.permission_scope('deal', 'read'), 'team', 'the scope of a permission has a name');
select tests.equal(crm_ext.current_role_key(), 'manager', 'the role has its key');
select tests.ok(not crm_ext.sees_all('deal'), 'a manager does not see all deals');
select tests.act_as('admin') \g /dev/null
select tests.ok(crm_ext.sees_all('deal') and not crm_ext.sees_all('lead'), 'an admin sees all deals and, without permission, no lead');
select tests.ok(crm_ext.row_visible('deal', tests.id('acme'), null, null), 'rows nobody owns are in org scope');
select tests.act_as('rep') \g /dev/null
select tests.ok(crm_ext.has_permission('deal', 'update') and not crm_ext.has_permission('deal', 'delete'), 'permissions differ by action');
select tests.equal(array[crm_ext.owner_lo('deal'), crm_ext.owner_hi('deal')], array[tests.id('rep'), tests.id('rep')], 'own scope bounds owners to the caller');
select tests.ok(crm_ext.owner_lo('delete', 'deal') > crm_ext.owner_hi('delete', 'deal'), 'no right bounds owners to nobody');
select tests.refused('select crm_ext.row_visible(''deals'', null, null, null)', '22023', 'an unknown kind is refused');
select tests.refused('select crm_ext.row_allowed(''see'', ''deal'', null, null, null)', '22023', 'an unknown action is refused');
rollback;

begin;
select tests.equal(array[crm_ext.row_visible(kind, tests.id('acme'), tests.id('rep'), null)], array[false], 'no caller, no ' || kind)
from unnest(array['deal', 'lead']) kind;
select tests.act_as('rep') \g /dev/null
select tests.equal(string_agg(crm_ext.row_visible(kind, tests.id('acme'), tests.id('rep'), null)::text, ' ' order by n), 'true false true false', 'kinds may differ from row to row')
from (values (1, 'deal'), (2, 'lead'), (3, 'deal'), (4, 'scoring_model')) kinds (n, kind);
select tests.refused(format('select crm_ext.row_visible(%L, null, null, null)', repeat('x', 5000)), '22023', 'a kind of any length is refused in order');
rollback;

begin;
select tests.act_as('rep') \g /dev/null
insert into crm.deals (name) values ('defaults') returning tests.equal(org_id, tests.id('acme'), 'organization and owner default to the caller''s');
select tests.refused('insert into crm.deals (owner_id) values (tests.id(''rep2''))', '42501', 'own scope creates no row of others');
select tests.refused('insert into crm.deals (org_id) values (tests.id(''globex''))', '42501', 'nobody creates rows of another organization');
select tests.refused('update crm.deals set owner_id = tests.id(''rep2'') where name = ''defaults''', '42501', 'a row is not given beyond the own reach');
with changed as (update crm.deals set name = name || '!' returning 1) select tests.equal(count(*), 11::bigint, 'own scope changes own rows') from changed;
with gone as (delete from crm.deals returning 1) select tests.equal(count(*), 0::bigint, 'without the right nothing is deleted') from gone;
rollback;
