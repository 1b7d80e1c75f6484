-- Search, explanations and functions that write keep to the rights on fields.
begin;
select plan(22);

insert into crm.contacts (org_id, owner_id, first_name, last_name, email, description)
values (tests.org(), tests.user_of('rep'), 'Ada', 'Zuse', 'secret.zuse@mail.example', 'likes computers');
create function pg_temp.found(who text, q text) returns text language sql as $$
  select tests.value_as(who, format('select string_agg(kind || '':'' || coalesce(title, ''-''), '','' order by title) from crm.search(%L)', q))
$$;
select is(pg_temp.found('rep', 'secret.zuse'), 'contact:Ada Zuse', 'an address is found');
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'contact', 'email') $$), '1 row', 'until it is hidden');
select is(pg_temp.found('rep', 'secret.zuse'), null, 'a hidden address finds nothing');
select is(pg_temp.found('rep', 'zuse'), 'contact:Ada Zuse', 'the name still does');
select is(pg_temp.found('rep', 'computers'), 'contact:Ada Zuse', 'and the notes');
select is(pg_temp.found('admin', 'secret.zuse'), 'contact:Ada Zuse', 'others find by it');
select is(tests.value_as('rep', $$ select string_agg(coalesce(subtitle, '') || highlight, ' ') ~ 'secret' from crm.search('zuse') $$), 'false', 'results do not show it');
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'contact', f) from unnest(array['full_name', 'last_name']) f $$), '2 rows', 'names may be hidden as well');
select is(pg_temp.found('rep', 'zuse'), null, 'and find nothing then');
select is(pg_temp.found('rep', 'z'), null, 'not by their first letter either');
select is(pg_temp.found('rep', 'computers'), 'contact:-', 'the record is found by the rest');
update crm.contacts set description = 'zuse' where last_name = 'Zuse';
select is(tests.value_as('rep', $$ select max(rank) < 1 from crm.search('zuse') $$), 'true', 'and ranks by what is seen of it');

-- explanations
select is(tests.value_as('rep', 'select jsonb_array_length(crm.explain_lead_score(l.id) -> ''contributions'') > 0 from crm.leads l'),
  tests.value_as('admin', 'select jsonb_array_length(crm.explain_lead_score(l.id) -> ''contributions'') > 0 from crm.leads l limit 1'), 'scores are explained to those who read all fields');
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'lead', 'country') $$), '1 row', 'a field of leads is hidden');
select is(tests.value_as('rep', 'select crm.explain_lead_score(l.id) ->> ''is_withheld'' from crm.leads l'), 'true', 'explanations are withheld from those who do not see it');

-- functions that write
select is(tests.outcome_as('admin', $$ select crm.set_field_permission('rep', 'deal', 'amount') $$), '1 row', 'amounts are hidden');
select is(tests.outcome_as('rep', 'select crm.win_deal(d.id, amount => 5) from crm.deals d'), '42501 you may not change amount of this deal', 'a deal is not won with an amount');
select is(tests.outcome_as('rep', 'select crm.convert_lead(l.id, amount => 5) from crm.leads l'), '42501 you may not change amount of this deal', 'a lead not converted with one');
select is(tests.outcome_as('rep', 'select crm.convert_lead(l.id) from crm.leads l'), '1 row', 'but without');
select is(tests.outcome_as('rep', $$ select crm.capture_lead(last_name => 'New', custom => '{}') $$), '1 row', 'leads are captured');
select is(tests.outcome_as('rep', $$ select crm.win_deal(d.id) from crm.deals d where d.name = 'Deal rep of acme' $$), '1 row', 'and deals won');
select is(tests.rows_as('rep', 'select * from crm.my_field_rights()'), jsonb_build_array(
  jsonb_build_object('resource', 'contact', 'field', 'email', 'can_read', false, 'can_update', false),
  jsonb_build_object('resource', 'contact', 'field', 'full_name', 'can_read', false, 'can_update', false),
  jsonb_build_object('resource', 'contact', 'field', 'last_name', 'can_read', false, 'can_update', false),
  jsonb_build_object('resource', 'deal', 'field', 'amount', 'can_read', false, 'can_update', false),
  jsonb_build_object('resource', 'lead', 'field', 'country', 'can_read', false, 'can_update', false)
), 'everyone can read what is closed to him');

select * from finish();
rollback;
