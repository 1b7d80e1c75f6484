-- Two organizations. In acme: Sales leads Field, Field leads North; Support stands apart.
insert into crm_private.claim_sources values ('postgres'), ('authenticator');
insert into crm.organizations
select tests.id(slug), slug, initcap(slug) from unnest(array['acme', 'globex']) slug;
insert into crm.teams
select tests.id('acme'), tests.id(team), tests.id(parent)
from (values ('sales', null), ('field', 'sales'), ('north', 'field'), ('support', null)) tree (team, parent);

insert into crm.roles
select tests.id(org), tests.id(org || role), role
from unnest(array['acme', 'globex']) org, unnest(array['admin', 'manager', 'rep', 'guest']) role;
insert into crm.permissions
select tests.id(org), tests.id(org || role), 'deal', action, scope
from unnest(array['acme', 'globex']) org,
  unnest(array['read', 'create', 'update', 'delete']) action,
  (values ('admin', 'org'), ('manager', 'team'), ('rep', 'own'), ('guest', 'none')) given (role, scope)
where not (role = 'rep' and action = 'delete');

insert into crm.memberships (org_id, user_id, role_id, team_id)
select tests.id(org), tests.id(person), tests.id(org || role), tests.id(team)
from (values
  ('acme', 'admin', 'admin', 'sales'), ('acme', 'manager', 'manager', 'field'), ('acme', 'rep', 'rep', 'north'),
  ('acme', 'rep2', 'rep', 'north'), ('acme', 'helper', 'rep', 'support'), ('acme', 'guest', 'guest', 'north'),
  ('globex', 'other admin', 'admin', null), ('globex', 'other rep', 'rep', null)
) given (org, person, role, team);

-- Ten deals for each owner in acme, three in globex.
insert into crm.deals (org_id, id, owner_id, team_id, name)
select tests.id('acme'), tests.id(person || number), tests.id(person), tests.id(team), person || ' ' || number
from (values ('admin', 'sales'), ('manager', 'field'), ('rep', 'north'), ('rep2', 'north'), ('helper', 'support')) given (person, team),
  generate_series(1, 10) number;
insert into crm.deals (org_id, id, owner_id, name)
select tests.id('globex'), tests.id('globex' || number), tests.id('other rep'), 'other ' || number from generate_series(1, 3) number;
