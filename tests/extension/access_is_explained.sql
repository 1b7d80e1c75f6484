-- Why a member may do something to a row, or why not.
\ir support/record_policies.sql
insert into crm.record_shares (org_id, id, deal_id, access, team_id) values (tests.id('acme'), tests.id('share'), tests.id('helper1'), 'update', tests.id('field'));
insert into crm.deal_team_members (org_id, id, deal_id, user_id) values (tests.id('acme'), tests.id('seat'), tests.id('helper1'), tests.id('rep'));
insert into crm.sharing_rules (org_id, id, resource, role_id, condition) values (tests.id('acme'), tests.id('rule'), 'deal', tests.id('acmerep'), '{"field": "name", "op": "eq", "value": "rep 1"}');
update crm.permissions set condition = '{"field": "name", "op": "neq", "value": "admin 2"}' where role_id = tests.id('acmeadmin') and action = 'update';
insert into crm_private.system_admins values (tests.id('operator'));
insert into crm_private.system_admin_visits values (tests.id('operator'), tests.id('globex'), now(), now() + interval '1 hour');

create function pg_temp.why(person text, action text, deal text) returns text language sql as $$
  select concat_ws(' ', p.answer ->> 'allowed', p.answer ->> 'reason',
    (select string_agg(concat_ws(' ', e ->> 'path', (select n from unnest(array['rep', 'rep2', 'manager', 'admin', 'field', 'north', 'sales', 'acme', 'globex', 'rule', 'share', 'seat', 'operator']) n
      where tests.id(n)::text = coalesce(e ->> 'share_id', e ->> 'id', e ->> 'rule_id', e ->> 'team_id', e ->> 'user_id', e ->> 'org_id'))), ', ') from jsonb_array_elements(p.answer -> 'paths') e))
  from (select crm_ext.access_paths(tests.id(person), why.action, 'deal', d.org_id, d.owner_id, d.team_id, d.id, d) answer from crm.deals d where d.name = why.deal) p
$$;
select tests.equal(pg_temp.why(person, action, deal), expected, format('%s %s %s: %s', person, action, deal, expected))
from (values
  ('rep2', 'read', 'rep2 1', 'true owner rep2'), ('rep', 'read', 'rep 1', 'true owner rep, rule rule'), ('rep2', 'read', 'rep 1', 'true rule rule'),
  ('manager', 'read', 'rep 1', 'true team north'), ('manager', 'read', 'manager 1', 'true owner manager, team field'),
  ('admin', 'read', 'helper 2', 'true organization acme'), ('rep', 'read', 'helper 1', 'true share share, record_team seat'),
  ('rep', 'update', 'helper 1', 'true share share'), ('rep2', 'update', 'helper 1', 'true share share'), ('manager', 'read', 'helper 1', 'true share share'),
  ('rep', 'read', 'helper 2', 'false out_of_scope'), ('rep', 'delete', 'rep 1', 'false no_permission'), ('guest', 'read', 'rep 1', 'false no_permission'),
  ('admin', 'update', 'admin 2', 'false condition_not_met'), ('admin', 'update', 'admin 1', 'true owner admin, organization acme'),
  ('other rep', 'read', 'rep 1', 'false not_a_member'), ('nobody', 'read', 'rep 1', 'false not_a_member'), ('operator', 'read', 'other 1', 'true system_admin operator')
) cases (person, action, deal, expected);

-- The explanation never contradicts the decision.
begin;
select set_config('request.jwt.claims', tests.claims('rep', 'acme'), true) \g /dev/null
select tests.equal(count(*) filter (where crm_ext.row_allowed(action, 'deal', d.org_id, d.owner_id, d.team_id, d.id, d)
    <> (crm_ext.access_paths(tests.id('rep'), action, 'deal', d.org_id, d.owner_id, d.team_id, d.id, d) ->> 'allowed')::boolean), 0::bigint, 'explanation and decision agree')
from crm.deals d, unnest(array['read', 'create', 'update', 'delete']) action where d.org_id = tests.id('acme');
rollback;
