-- requires: 00_foundation/policy_rules.sql

create or replace function crm_private.deal_class_rule()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'crm_ext.row_visible(''deal'', org_id, owner_id, team_id) and not (select crm_ext.is_conditional(''read'', ''deal''))'
$$;
comment on function crm_private.deal_class_rule() is
  'The condition that the caller sees all deals of an owner and team: nobody whose rights look into the deals does. '
  'Example: select crm_private.deal_class_rule().';

create or replace function crm_private.own_rules()
returns table (table_name text, action text, rule text)
language sql
stable
set search_path = ''
as $$
  with same (organization) as (select crm_private.organization_rule())
  select r.table_name, r.action, r.rule
  from same
  cross join lateral (values
    ('crm.organizations', 'read', crm_private.organization_rule('id')),
    ('crm.organizations', 'update',
      crm_private.organization_rule('id') || ' and ' || crm_private.configuration_rule('update', 'organization', 'id')),
    -- oneself, and the people of the organization
    ('crm.users', 'read',
      'id = (select crm_ext.current_user_id()) or exists (select 1 from crm.memberships m where m.'
      || crm_private.organization_rule() || ' and m.user_id = users.id)'),
    ('crm.users', 'update', 'id = (select crm_ext.current_user_id())'),
    -- the world's currencies are no secret
    ('crm.currencies', 'read', 'code is not null'),
    -- as the record was seen before it was deleted
    ('crm.deleted_records', 'read',
      same.organization || ' and crm_ext.row_visible(access_kind, org_id, owner_id, team_id)'
      -- a sensitive side (deal.financials) is seen with its record
      || ' and crm_ext.row_visible(split_part(access_kind, ''.'', 1), org_id, owner_id, team_id)'
      || ' and (not crm_ext.is_conditional(''read'', split_part(access_kind, ''.'', 1)) or crm_private.deleted_record_meets(''read'', deleted_records))'),
    -- a member owns what is said of the member's pay: the scope own shows each the own row
    ('crm.membership_compensation', 'read',
      same.organization || ' and crm_ext.row_visible(''membership.compensation'', org_id, user_id, null::uuid)'),
    ('crm.membership_compensation', 'create',
      same.organization || ' and crm_ext.row_allowed(''create'', ''membership.compensation'', org_id, user_id, null::uuid)'),
    ('crm.membership_compensation', 'update',
      same.organization || ' and crm_ext.row_allowed(''update'', ''membership.compensation'', org_id, user_id, null::uuid)'),
    ('crm.membership_compensation', 'delete',
      same.organization || ' and crm_ext.row_allowed(''delete'', ''membership.compensation'', org_id, user_id, null::uuid)'),
    -- the ids of other systems are for those who see the whole organization's records of the kind
    -- the kind is a value of the row: that of another organization must not even be asked about, for an unknown one is an error
    ('crm.external_refs', 'read',
      same.organization || ' and case when ' || same.organization || ' then crm_ext.row_visible(kind, org_id, null::uuid, null::uuid) end'),
    ('crm.external_refs', 'create',
      same.organization || ' and crm_ext.row_allowed(''update'', kind, org_id, null::uuid, null::uuid)'),
    ('crm.external_refs', 'update',
      same.organization || ' and case when ' || same.organization
      || ' then crm_ext.row_allowed(''update'', kind, org_id, null::uuid, null::uuid) end'),
    ('crm.external_refs', 'delete',
      same.organization || ' and case when ' || same.organization
      || ' then crm_ext.row_allowed(''update'', kind, org_id, null::uuid, null::uuid) end'),
    -- a link is seen with the record; who makes or removes one may change the activity
    ('crm.activity_links', 'read', same.organization || ' and ' || crm_private.record_of_rule('crm.activity_links', 'read')),
    ('crm.activity_links', 'create',
      same.organization || ' and crm_private.may_update_activity(org_id, activity_id) and '
      || crm_private.record_of_rule('crm.activity_links', 'read')),
    ('crm.activity_links', 'delete', same.organization || ' and crm_private.may_update_activity(org_id, activity_id)'),
    -- those who may invite
    ('crm.invitations', 'read', same.organization || ' and ' || crm_private.configuration_rule('create', 'membership')),
    ('crm.security_events', 'read', same.organization || ' and ' || crm_private.configuration_rule('read', 'security_event')),
    -- cut by owner and team, so that everyone sums the classes that he sees
    ('crm_private.deal_statistics_base', 'read', same.organization || ' and ' || crm_private.deal_class_rule()),
    ('crm_private.deal_statistics_deltas', 'read', same.organization || ' and ' || crm_private.deal_class_rule())
  ) as r (table_name, action, rule)
$$;
comment on function crm_private.own_rules() is
  'The rules of the tables whose shape in the registry is "own rule"; an action without a rule is refused to members. '
  'Example: select action, rule from crm_private.own_rules() where table_name = ''crm.users''.';
