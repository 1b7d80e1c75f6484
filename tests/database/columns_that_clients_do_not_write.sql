-- Mass assignment: what the database keeps, clients cannot write, in no table.
begin;
select no_plan();

create temporary table kept (column_name text);
insert into kept values
  ('created_at'), ('created_by'), ('updated_at'), ('updated_by'), ('score_hundredths'), ('grade'), ('scored_at'), ('converted_at'),
  ('converted_account_id'), ('converted_contact_id'), ('converted_deal_id'), ('normalized_email'), ('normalized_phone'),
  ('normalized_value'), ('stage_entered_at'), ('is_builtin');

select is(
  tests.verdict_as('admin', format('update crm.%I set %2$I = %2$I', c.relname, a.attname)), '42501',
  format('an admin does not write %s.%s', c.relname, a.attname))
from pg_class c
join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition
  and (a.attname in (select column_name from kept) or a.attname in ('org_id', 'id') or a.attname = 'status' and c.relname = 'deals')
order by c.relname, a.attname;

select is(tests.verdict_as('rep', format('insert into crm.leads (last_name, %s) values (''X'', %s)', column_name, value)), '42501',
  format('a rep does not insert %s', column_name))
from (values ('score_hundredths', '10000'), ('grade', '''A1'''), ('created_by', format('%L', tests.user_of('admin'))), ('converted_at', 'now()'))
  as given (column_name, value);

select is(tests.verdict_as('rep', format('update crm.memberships set role_id = (select id from crm.roles where key = ''admin'')')),
  '42501', 'a rep does not make himself an administrator');
select is(tests.verdict_as('rep', 'insert into crm.organizations (slug, name) values (''own'', ''Own'')'), '42501',
  'nor writes an organization into its table');

select * from finish();
rollback;
