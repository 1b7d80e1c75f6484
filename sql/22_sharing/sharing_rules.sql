-- requires: 22_sharing/shareable_record.sql

create or replace function crm.create_sharing_rule(
  name text,
  resource text,
  access text default 'read',
  condition jsonb default null,
  source_team_id uuid default null,
  user_id uuid default null,
  team_id uuid default null,
  role_key text default null
)
returns crm.sharing_rules
language plpgsql
security definer
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  role uuid;
  made crm.sharing_rules;
begin
  perform crm_private.require_right('create', 'sharing_rule', org);
  perform crm_private.require_access(create_sharing_rule.access);
  perform crm_private.shareable_table(create_sharing_rule.resource);
  perform crm_private.require_team(org, create_sharing_rule.source_team_id);
  role := crm_private.grantee_role(org, create_sharing_rule.user_id, create_sharing_rule.team_id, role_key);
  perform crm_ext.validate_condition(create_sharing_rule.condition);
  insert into crm.sharing_rules as s (org_id, name, resource, access, condition, source_team_id, user_id, team_id, role_id)
  values (org, pg_catalog.btrim(create_sharing_rule.name), create_sharing_rule.resource, create_sharing_rule.access,
    create_sharing_rule.condition, create_sharing_rule.source_team_id, create_sharing_rule.user_id, create_sharing_rule.team_id, role)
  returning s.* into made;
  return made;
end;
$$;
comment on function crm.create_sharing_rule(text, text, text, jsonb, uuid, uuid, uuid, text) is
  'Shares all accounts, contacts, leads or deals that meet a condition (null: all) and belong to a team or those below it (null: any) with a member, a team or a role. '
  'Example: select crm.create_sharing_rule(''Big deals'', ''deal'', ''read'', ''{"field": "amount", "op": "gte", "value": 100000}'', role_key => ''support'').';

create or replace function crm_private.find_sharing_rule(rule_id uuid, action text)
returns crm.sharing_rules
language plpgsql
set search_path = ''
as $$
declare
  org constant uuid := crm_private.active_organization();
  rule crm.sharing_rules;
begin
  perform crm_private.require_right(action, 'sharing_rule', org);
  select s.* into rule from crm.sharing_rules s where s.org_id = org and s.id = rule_id for update;
  if rule.id is null then
    raise exception using
      errcode = 'PT404',
      message = pg_catalog.format('sharing rule %s does not exist', coalesce(rule_id::text, 'null')),
      hint = 'Read crm.sharing_rules for those that there are.';
  end if;
  return rule;
end;
$$;
comment on function crm_private.find_sharing_rule(uuid, text) is
  'A sharing rule that the caller may act upon, locked. Example: select (crm_private.find_sharing_rule(rule_id, ''update'')).name.';

create or replace function crm.alter_sharing_rule(
  rule_id uuid,
  name text default null,
  access text default null,
  condition jsonb default null,
  is_active boolean default null
)
returns crm.sharing_rules
language plpgsql
security definer
set search_path = ''
as $$
declare
  rule crm.sharing_rules := crm_private.find_sharing_rule(rule_id, 'update');
begin
  perform crm_private.require_access(coalesce(alter_sharing_rule.access, rule.access));
  perform crm_ext.validate_condition(alter_sharing_rule.condition);
  update crm.sharing_rules s
  set name = coalesce(pg_catalog.btrim(alter_sharing_rule.name), s.name), access = coalesce(alter_sharing_rule.access, s.access),
    condition = coalesce(alter_sharing_rule.condition, s.condition), is_active = coalesce(alter_sharing_rule.is_active, s.is_active)
  where s.org_id = rule.org_id and s.id = rule.id
  returning s.* into rule;
  return rule;
end;
$$;
comment on function crm.alter_sharing_rule(uuid, text, text, jsonb, boolean) is
  'Changes name, access or condition of a sharing rule, or switches it off and on; what is null stays. Whom it is for does not change: make '
  'another rule. Example: select crm.alter_sharing_rule(rule_id, is_active => false).';

create or replace function crm.delete_sharing_rule(rule_id uuid)
returns void
language plpgsql
security definer
set search_path = ''
as $$
declare
  rule constant crm.sharing_rules := crm_private.find_sharing_rule(rule_id, 'delete');
begin
  delete from crm.sharing_rules s where s.org_id = rule.org_id and s.id = rule.id;
end;
$$;
comment on function crm.delete_sharing_rule(uuid) is
  'Ends a sharing rule; what it shared is seen by scope again, from the next request on. Example: select crm.delete_sharing_rule(rule_id).';
