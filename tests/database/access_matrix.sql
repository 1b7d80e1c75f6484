-- Every member sees, changes and deletes exactly the rows that the plainly written rule allows, in every table.
begin;
select no_plan();

create temporary table callers as
select case a.org_slug when 'acme' then a.actor else a.actor || '@' || a.org_slug end as who, a.user_id, a.org_id
from tests.actors a
union all
select 'anonymous', null, null;

-- no table is forgotten: each is in the matrix, or has a test of its own
select set_eq(
  $$ select c.relname::text from pg_class c where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition $$,
  $$ select table_name from tests.access_rules
     union values ('organizations'), ('users'), ('currencies'), ('deleted_records'), ('security_events'), ('invitations'),
       ('deal_financials'), ('contact_private'), ('membership_compensation'), ('field_permissions'),
       ('record_shares'), ('account_team_members'), ('deal_team_members'), ('sharing_rules') $$,
  'every table of schema crm has an access test'
);

select isnt_empty(format('select from crm.%I', r.table_name), format('there are rows of %s to test with', r.table_name))
from tests.access_rules r
where r.table_name not in ('lead_conversions');

select is(
  tests.seen_rows(r, c.who),
  tests.expected_rows(r, c.user_id, c.org_id, 'read'),
  format('%s reads of %s what the rule allows', c.who, r.table_name)
)
from tests.access_rules r
cross join callers c
order by r.table_name, c.who;

-- `update ... set x = x` and `delete` without a condition touch what the policies let through
create function pg_temp.touchable_column(rule tests.access_rules)
returns name
language sql
as $$
  select a.attname
  from pg_attribute a
  where a.attrelid = format('crm.%I', rule.table_name)::regclass and a.attnum > 0 and not a.attisdropped
    and has_column_privilege('authenticated', a.attrelid, a.attnum, 'update')
  order by a.attname = 'row_version', a.attnum
  limit 1;
$$;

select is(
  tests.verdict_as(c.who, format('update crm.%I set %2$I = %2$I', r.table_name, pg_temp.touchable_column(r))),
  case when c.user_id is null then '42501'
       else (select count(*)::text from unnest(tests.expected_rows(r, c.user_id, c.org_id, 'update')) row
             where row = any (tests.expected_rows(r, c.user_id, c.org_id, 'read'))) end,
  format('%s changes of %s what the rule allows', c.who, r.table_name)
)
from tests.access_rules r
cross join callers c
where pg_temp.touchable_column(r) is not null
order by r.table_name, c.who;

select is(
  tests.verdict_as(c.who, format('delete from crm.%I', r.table_name)),
  case when c.user_id is null then '42501'
       else cardinality(tests.expected_rows(r, c.user_id, c.org_id, case when r.shape in ('owned', 'activity', 'attached') then 'delete' else 'update' end))::text end,
  format('%s deletes of %s what the rule allows', c.who, r.table_name)
)
from tests.access_rules r
cross join callers c
where r.shape not in ('settings', 'directory')
  and has_table_privilege('authenticated', format('crm.%I', r.table_name), 'delete')
order by r.table_name, c.who;

-- each member offers a row for every other member
create temporary table offers (table_name text, kind text, statement text);
insert into offers values
  ('accounts', 'account', 'insert into crm.accounts (owner_id, name) values (%L, ''Offered'')'),
  ('contacts', 'contact', 'insert into crm.contacts (owner_id, last_name) values (%L, ''Offered'')'),
  ('leads', 'lead', 'insert into crm.leads (owner_id, last_name) values (%L, ''Offered'')'),
  ('activities', 'activity', 'insert into crm.activities (owner_id, kind, subject) values (%L, ''call'', ''Offered'')'),
  ('deals', 'deal', 'insert into crm.deals (owner_id, name, currency, pipeline_id, stage_id) select %L, ''Offered'', ''EUR'', s.pipeline_id, s.id '
    'from crm.stages s where s.type = ''open'' order by s.position limit 1');

select is(
  tests.verdict_as(c.who, format(o.statement, owner.user_id)),
  case when tests.may(c.user_id, c.org_id, 'create', o.kind, owner.org_id, owner.user_id,
                      (select m.team_id from crm.memberships m where m.org_id = owner.org_id and m.user_id = owner.user_id))
       then '1' else '42501' end,
  format('%s creates in %s for %s as the rule allows', c.who, o.table_name, owner.actor)
)
from offers o
cross join callers c
join tests.actors owner on owner.org_slug = 'acme'
where c.org_id = owner.org_id
order by o.table_name, c.who, owner.actor;

-- the tables without a rule of their own
select set_eq(
  format($$ select x ->> 'id' from jsonb_array_elements(tests.rows_as(%L, 'select id from crm.organizations')) x $$, c.who),
  array[c.org_id::text], format('%s sees his organization alone', c.who))
from callers c where c.user_id is not null;

select set_eq(
  format($$ select x ->> 'id' from jsonb_array_elements(tests.rows_as(%L, 'select id from crm.users')) x $$, c.who),
  array(select m.user_id::text from crm.memberships m where m.org_id = c.org_id),
  format('%s sees the people of his organization', c.who))
from callers c where c.user_id is not null;

select is(tests.value_as('rep', 'select count(*) > 50 from crm.currencies'), 'true', 'the currencies are known to members');
select is(tests.verdict_as(c.who, format('select * from crm.%I', table_name)), '42501', format('%s reads nothing of %s', c.who, table_name))
from callers c cross join (values ('organizations'), ('users'), ('currencies'), ('deleted_records')) t (table_name)
where c.user_id is null;

select * from finish();
rollback;
