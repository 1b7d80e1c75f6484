-- Who may do what, written as plainly as possible: one question after the other, from the tables of rights alone.
-- In plpgsql, which keeps the plans of its questions.

-- A team and all below it.
create function naive.teams_below(org uuid, root uuid)
returns setof uuid
language plpgsql stable
as $$
begin
  return query
  with recursive below (id) as (
    select root
    union
    select t.id from crm.teams t join below b on t.parent_id = b.id where t.org_id = org
  )
  select id from below where id is not null;
end;
$$;

-- What conditions may ask of a member.
create function naive.caller(org uuid, who uuid)
returns jsonb
language sql stable
as $$
  select jsonb_build_object('user_id', m.user_id, 'team_id', m.team_id, 'role_key', r.key, 'email', u.email, 'attributes', m.attributes)
  from crm.memberships m
  join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
  join crm.users u on u.id = m.user_id
  where m.org_id = org and m.user_id = who;
$$;

-- Whether something granted to a user, a team or a role reaches this member.
create function naive.is_granted(m crm.memberships, to_user uuid, to_team uuid, to_role uuid)
returns boolean
language plpgsql stable
as $$
begin
  return to_user = m.user_id is true or to_role = m.role_id is true
    or (to_team is not null and m.team_id in (select naive.teams_below(m.org_id, to_team)));
end;
$$;

-- What the role itself gives: scope and condition.
create function naive.allowed_by_role(m crm.memberships, kind text, action text, record jsonb, types jsonb)
returns boolean
language plpgsql stable
as $$
begin
  return exists (
    select from crm.permissions p
    where p.org_id = m.org_id and p.role_id = m.role_id and p.resource = kind and p.action = allowed_by_role.action
      and case p.scope
        when 'org' then true
        when 'team' then (record ->> 'owner_id')::uuid = m.user_id
          or (record ->> 'team_id')::uuid in (select naive.teams_below(m.org_id, m.team_id))
        when 'own' then (record ->> 'owner_id')::uuid = m.user_id
        else false end
      and naive.holds(p.condition, record, types, naive.caller(m.org_id, m.user_id)));
end;
$$;

-- Whether the record was shared with the member: itself, by the team that works on it, or by a rule.
create function naive.shared(m crm.memberships, kind text, wanted text[], record jsonb, types jsonb)
returns boolean
language plpgsql stable
as $$
begin
  return exists (
      select from crm.record_shares s
      where s.org_id = m.org_id and s.access = any (wanted) and naive.is_granted(m, s.user_id, s.team_id, s.role_id)
        and (record ->> 'id')::uuid = case kind
          when 'account' then s.account_id when 'contact' then s.contact_id when 'lead' then s.lead_id when 'deal' then s.deal_id end)
    or (kind = 'account' and exists (
      select from crm.account_team_members t
      where t.org_id = m.org_id and t.user_id = m.user_id and t.access = any (wanted) and t.account_id = (record ->> 'id')::uuid))
    or (kind = 'deal' and exists (
      select from crm.deal_team_members t
      where t.org_id = m.org_id and t.user_id = m.user_id and t.access = any (wanted) and t.deal_id = (record ->> 'id')::uuid))
    or exists (
      select from crm.sharing_rules s
      where s.org_id = m.org_id and s.is_active and s.resource = kind and s.access = any (wanted)
        and naive.is_granted(m, s.user_id, s.team_id, s.role_id)
        and (s.source_team_id is null or (record ->> 'team_id')::uuid in (select naive.teams_below(m.org_id, s.source_team_id)))
        and naive.holds(s.condition, record, types, naive.caller(m.org_id, m.user_id)));
end;
$$;

-- Whether the user is a system administrator who has entered the organization and not left it.
create function naive.visits(who uuid, org uuid)
returns boolean
language sql stable
as $$
  select exists (
    select from crm_private.system_admins a join crm_private.system_admin_visits v on v.user_id = a.user_id
    where a.user_id = who and v.org_id = org and v.left_at is null and v.expires_at > now());
$$;

-- The decision. Sharing widens reading and updating for those whose role may do it at all.
create function naive.allows(who uuid, active_org uuid, kind text, action text, record jsonb, types jsonb)
returns boolean
language plpgsql stable
as $$
begin
  if naive.visits(who, active_org) then
    return (record ->> 'org_id')::uuid = active_org;
  end if;
  return exists (
    select from crm.memberships m
    where m.org_id = active_org and m.user_id = who and m.status = 'active' and (record ->> 'org_id')::uuid = m.org_id
      and (naive.allowed_by_role(m, kind, action, record, types)
        or (action in ('read', 'update')
          and exists (
            select from crm.permissions p
            where p.org_id = m.org_id and p.role_id = m.role_id and p.resource = kind and p.action = allows.action and p.scope <> 'none')
          and naive.shared(m, kind, case action when 'read' then array['read', 'update'] else array['update'] end, record, types))));
end;
$$;
