-- What each member may do, written a second time and as plainly as possible, for the superuser to compare with.

create function tests.subtree(org uuid, root uuid)
returns setof uuid
language sql
stable
set search_path = ''
as $$
  with recursive below (id) as (
    select root
    union
    select t.id from crm.teams t join below b on t.parent_id = b.id where t.org_id = org
  )
  select id from below where id is not null;
$$;

create function tests.scope_of(who uuid, org uuid, kind text, verb text)
returns text
language sql
stable
set search_path = ''
as $$
  select coalesce((
    select p.scope
    from crm.memberships m
    join crm.permissions p on p.org_id = m.org_id and p.role_id = m.role_id
    where m.org_id = org and m.user_id = who and m.status = 'active' and p.resource = kind and p.action = verb
  ), 'none');
$$;

-- null for owner and team: a row that belongs to the whole organization
create function tests.may(who uuid, active_org uuid, verb text, kind text, org uuid, owner uuid, team uuid)
returns boolean
language sql
stable
set search_path = ''
as $$
  select org = active_org and case tests.scope_of(who, org, kind, verb)
    when 'org' then true
    when 'team' then owner = who or team in (
      select tests.subtree(org, m.team_id) from crm.memberships m where m.org_id = org and m.user_id = who)
    when 'own' then owner = who
    else false
  end is true;
$$;

-- The tables and the rule that each one follows:
-- owned       the row's owner and team
-- activity    the same, and read as well by who sees a record it is linked to, with some right to read activities
-- link        read with the record it names; removed by those who read and may update its activity
-- attached    read with its one record, with some right to read its kind; changed by its own owner and team, or who may update the record
-- settings    the whole organization
-- part        a record named by `reference`: read with it, written by those who may update it
-- linked      the one of account, contact, lead and deal that is set, in the same way
-- pair        an account and a contact: read with both, written by those who may update the account and see the contact
-- directory   read by every member, written by those with the right for the whole organization
-- references  ids of other systems: the kind that the row names, for the whole organization
create table tests.access_rules (
  table_name text not null,
  shape text not null,
  kind text not null,
  parent text,
  reference text,
  constraint access_rules_pkey primary key (table_name)
);

insert into tests.access_rules (table_name, shape, kind, parent, reference) values
  ('accounts', 'owned', 'account', null, null),
  ('contacts', 'owned', 'contact', null, null),
  ('leads', 'owned', 'lead', null, null),
  ('deals', 'owned', 'deal', null, null),
  ('activities', 'activity', 'activity', null, null),
  ('notes', 'attached', 'note', null, null),
  ('attachments', 'attached', 'attachment', null, null),
  ('contact_points', 'part', 'contact', 'contacts', 'contact_id'),
  ('account_contacts', 'pair', 'account', null, null),
  ('deal_line_items', 'part', 'deal', 'deals', 'deal_id'),
  ('deal_stage_history', 'part', 'deal', 'deals', 'deal_id'),
  ('lead_conversions', 'part', 'lead', 'leads', 'lead_id'),
  ('activity_links', 'link', 'activity', null, null),
  ('record_tags', 'linked', '', null, null),
  ('teams', 'directory', 'team', null, null),
  ('roles', 'directory', 'role', null, null),
  ('permissions', 'directory', 'role', null, null),
  ('memberships', 'directory', 'membership', null, null),
  ('pipelines', 'settings', 'pipeline', null, null),
  ('stages', 'settings', 'stage', null, null),
  ('lost_reasons', 'settings', 'stage', null, null),
  ('lead_sources', 'settings', 'lead_source', null, null),
  ('scoring_models', 'settings', 'scoring_model', null, null),
  ('tags', 'settings', 'tag', null, null),
  ('products', 'settings', 'product', null, null),
  ('price_books', 'settings', 'price_book', null, null),
  ('price_book_entries', 'settings', 'price_book', null, null),
  ('exchange_rates', 'settings', 'currency', null, null),
  ('imports', 'settings', 'import', null, null),
  ('external_refs', 'references', '', null, null);

-- The condition that the record of a kind which row t refers to allows the verb, as SQL text.
create function tests.rule_of_record(kind text, reference text, who uuid, active_org uuid, verb text)
returns text
language sql
immutable
set search_path = ''
as $$
  select format(
    'exists (select from crm.%I p where p.org_id = t.org_id and p.id = t.%I and tests.may(%L, %L, %L, %L, p.org_id, p.owner_id, p.team_id))',
    case kind when 'activity' then 'activities' else kind || 's' end, reference, who, active_org, verb, kind);
$$;

-- The condition that the one record which row t (or another row) names allows the verb, as SQL text.
create function tests.rule_of_linked(who uuid, active_org uuid, verb text)
returns text
language sql
immutable
set search_path = ''
as $$
  select '(' || string_agg(
    format('(t.%I is not null and %s)', k || '_id', tests.rule_of_record(k, k || '_id', who, active_org, verb)), ' or ') || ')'
  from unnest(array['account', 'contact', 'lead', 'deal']) k;
$$;

-- The condition that an activity called `name` allows the verb, as SQL text.
create function tests.rule_of_activity(name text, who uuid, active_org uuid, verb text)
returns text
language sql
stable
set search_path = ''
as $$
  select format('(tests.may(%L, %L, %L, ''activity'', %4$s.org_id, %4$s.owner_id, %4$s.team_id)', who, active_org, verb, name)
    || case when verb = 'read' and tests.scope_of(who, active_org, 'activity', 'read') <> 'none' then format(
      ' or exists (select from crm.activity_links t where t.org_id = %1$s.org_id and t.activity_id = %1$s.id and %2$s)',
      name, tests.rule_of_linked(who, active_org, 'read')) else '' end || ')';
$$;

-- The condition under which `who` may do `verb` with row t of a table, as SQL text.
create function tests.rule_for(rule tests.access_rules, who uuid, active_org uuid, verb text)
returns text
language plpgsql
stable
set search_path = ''
as $$
declare
  -- who changes or deletes a part updates the record it belongs to
  through constant text := case verb when 'read' then 'read' else 'update' end;
  own constant text := format('tests.may(%L, %L, %L, %L, t.org_id, t.owner_id, t.team_id)', who, active_org, verb, rule.kind);
  any_right constant boolean := tests.scope_of(who, active_org, rule.kind, verb) <> 'none';
begin
  return case rule.shape
    when 'owned' then own
    when 'activity' then format(
      'exists (select from crm.activities a where a.org_id = t.org_id and a.id = t.id and %s)',
      tests.rule_of_activity('a', who, active_org, verb))
    when 'link' then tests.rule_of_linked(who, active_org, 'read') || case verb when 'read' then '' else format(
      ' and exists (select from crm.activities a where a.org_id = t.org_id and a.id = t.activity_id and %s and %s)',
      tests.rule_of_activity('a', who, active_org, 'read'), tests.rule_of_activity('a', who, active_org, 'update')) end
    when 'attached' then format('%L and ', tests.scope_of(who, active_org, rule.kind, 'read') <> 'none')
      || tests.rule_of_linked(who, active_org, 'read') || case verb when 'read' then '' else format(
        ' and (%s or %L and %s)', own, any_right, tests.rule_of_linked(who, active_org, 'update')) end
    when 'settings' then format('tests.may(%L, %L, %L, %L, t.org_id, null, null)', who, active_org, verb, rule.kind)
    when 'references' then format('tests.may(%L, %L, %L, t.kind, t.org_id, null, null)', who, active_org, through)
    when 'directory' then case verb
      when 'read' then format('t.org_id = %L', active_org)
      else format('tests.may(%L, %L, %L, %L, t.org_id, null, null)', who, active_org, verb, rule.kind) end
    when 'part' then tests.rule_of_record(rule.kind, rule.reference, who, active_org, 'read')
      || ' and ' || tests.rule_of_record(rule.kind, rule.reference, who, active_org, through)
    when 'pair' then tests.rule_of_record('account', 'account_id', who, active_org, through)
      || ' and ' || tests.rule_of_record('contact', 'contact_id', who, active_org, 'read')
    when 'linked' then tests.rule_of_linked(who, active_org, through)
  end;
end;
$$;

create function tests.expected_rows(rule tests.access_rules, who uuid, active_org uuid, verb text)
returns text[]
language plpgsql
stable
set search_path = ''
as $$
declare
  answer text[];
begin
  execute format('select coalesce(array_agg(t.tableoid::text || t.ctid::text order by t.tableoid::text || t.ctid::text), ''{}'') from crm.%I t where %s',
                 rule.table_name, tests.rule_for(rule, who, active_org, verb)) into answer;
  return answer;
end;
$$;

create function tests.seen_rows(rule tests.access_rules, who text)
returns text[]
language plpgsql
set search_path = ''
as $$
declare
  answer text[];
begin
  perform tests.become(who);
  execute format('select coalesce(array_agg(t.tableoid::text || t.ctid::text order by t.tableoid::text || t.ctid::text), ''{}'') from crm.%I t', rule.table_name) into answer;
  perform tests.act_as_superuser();
  return answer;
exception
  when insufficient_privilege then
    perform tests.act_as_superuser();
    return '{}';
end;
$$;
