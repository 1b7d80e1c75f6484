-- Steps up and down the trees of accounts and teams. PostgREST does not embed a table in itself by a composite foreign
-- key; with these functions it does, by the column's name as everywhere: accounts?select=name,parent:parent_id(name),child_accounts(name)

create or replace function crm.parent_id(account crm.accounts)
returns setof crm.accounts
language sql
stable
rows 1
set search_path = ''
as $$
  select p.* from crm.accounts p where p.org_id = account.org_id and p.id = account.parent_id
$$;
comment on function crm.parent_id(crm.accounts) is
  'The account above an account, as far as the caller may see it. Example: select (crm.parent_id(a)).name from crm.accounts a.';

create or replace function crm.child_accounts(account crm.accounts)
returns setof crm.accounts
language sql
stable
set search_path = ''
as $$
  select c.* from crm.accounts c where c.org_id = account.org_id and c.parent_id = account.id
$$;
comment on function crm.child_accounts(crm.accounts) is
  'The accounts directly below an account that the caller may see. Example: select (crm.child_accounts(a)).name from crm.accounts a.';

create or replace function crm.parent_id(team crm.teams)
returns setof crm.teams
language sql
stable
rows 1
set search_path = ''
as $$
  select p.* from crm.teams p where p.org_id = team.org_id and p.id = team.parent_id
$$;
comment on function crm.parent_id(crm.teams) is
  'The team above a team. Example: select t.name, (crm.parent_id(t)).name from crm.teams t.';

create or replace function crm.child_teams(team crm.teams)
returns setof crm.teams
language sql
stable
set search_path = ''
as $$
  select c.* from crm.teams c where c.org_id = team.org_id and c.parent_id = team.id
$$;
comment on function crm.child_teams(crm.teams) is
  'The teams directly below a team. Example: select t.name, (crm.child_teams(t)).name from crm.teams t.';

revoke all on function crm.parent_id(crm.accounts), crm.child_accounts(crm.accounts), crm.parent_id(crm.teams),
  crm.child_teams(crm.teams) from public, anon;
grant execute on function crm.parent_id(crm.accounts), crm.child_accounts(crm.accounts), crm.parent_id(crm.teams),
  crm.child_teams(crm.teams) to authenticated, service_role;
