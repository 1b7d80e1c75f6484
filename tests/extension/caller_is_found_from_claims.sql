-- Who calls, and in which organization: claims, header, memberships; everything damaged is nobody.
create function pg_temp.who() returns text language sql as $$
  select concat_ws(' ',
    (select m.p from unnest(array['admin', 'rep', 'both', 'gone']) m(p) where tests.id(m.p) = crm_ext.current_user_id()),
    (select o.p from unnest(array['acme', 'globex', 'initech']) o(p) where tests.id(o.p) = crm_ext.current_org()),
    crm_ext.current_role_key())
$$;
insert into crm.organizations values (tests.id('initech'), 'initech', 'Initech');
insert into crm.memberships (org_id, user_id, role_id, created_at, is_default, status) values
  (tests.id('globex'), tests.id('both'), tests.id('globexrep'), '2024-01-01', false, 'active'),
  (tests.id('acme'), tests.id('both'), tests.id('acmeadmin'), '2025-01-01', false, 'active'),
  (tests.id('acme'), tests.id('gone'), tests.id('acmeadmin'), '2025-01-01', false, 'suspended'),
  (tests.id('globex'), tests.id('gone'), tests.id('globexadmin'), '2025-01-01', false, 'invited');

create function pg_temp.claim(claims text, headers text default '') returns text language plpgsql as $$
begin
  perform set_config('request.jwt.claims', claims, true), set_config('request.headers', headers, true);
  return pg_temp.who();
end
$$;

begin;
set local role authenticated;
select tests.equal(pg_temp.claim(claims), '', 'damaged claims are nobody: ' || claims)
from unnest(array['{bad', '[]', '"text"', 'null', '{}', '{"sub": 7}', '{"sub": "me"}', '{"sub": null}', '',
  '["' || tests.id('rep') || '", null]',
  '{"sub": "' || tests.id('rep') || '", "sub": "' || tests.id('admin') || '"}',
  '{"sub": "' || tests.id('rep') || '", "org_id": "acme"}', '{"sub": "' || tests.id('rep') || '", "org_id": 1}']) claims;

select tests.equal(pg_temp.claim(tests.claims('rep')), 'rep acme rep', 'the only membership is the active one');
select tests.equal(pg_temp.claim(tests.claims('rep', 'acme')), 'rep acme rep', 'a claimed organization is the active one');
select tests.equal(pg_temp.claim(tests.claims('rep', 'globex')), '', 'a claimed organization of others gives nothing');
select tests.equal(pg_temp.claim(tests.claims('nobody')), '', 'a user without membership is nobody');
select tests.equal(pg_temp.claim(tests.claims('gone')), '', 'suspended and invited members are nobody');
select tests.equal(pg_temp.claim(tests.claims('both')), 'both globex rep', 'without a default the oldest membership counts');
select tests.equal(pg_temp.claim(tests.claims('both', 'acme')), 'both acme admin', 'the claim comes before the oldest');

select tests.equal(pg_temp.claim(tests.claims('both'), '{"x-org-id": "acme"}'), 'both acme admin', 'the header names it by slug');
select tests.equal(pg_temp.claim(tests.claims('both'), json_build_object('accept', '*/*', 'x-org-id', tests.id('acme'))::text),
  'both acme admin', 'the header names it by identifier');
select tests.equal(pg_temp.claim(tests.claims('both', 'globex'), '{"x-org-id": "acme"}'), 'both globex rep', 'the claim comes before the header');
select tests.equal(pg_temp.claim(tests.claims('both'), '{"x-org-id": " "}'), 'both globex rep', 'an empty header names nothing');
select tests.equal(pg_temp.claim(tests.claims('both'), '{"x-org-id": "initech"}'), '', 'a header of others gives nothing');
select tests.equal(pg_temp.claim(tests.claims('both'), '{"x-org-id": "no such"}'), '', 'an unknown header gives nothing');
select tests.equal(pg_temp.claim(tests.claims('both'), '{"x-org-id": "acme"'), '', 'damaged headers give nothing');
select tests.equal(pg_temp.claim(tests.claims('both'), '{"x-org-id": ["acme"]}'), '', 'a header that is no text gives nothing');

reset role;
update crm.memberships set is_default = true where user_id = tests.id('both') and org_id = tests.id('acme');
set local role authenticated;
select tests.equal(pg_temp.claim(tests.claims('both')), 'both acme admin', 'the default membership comes before the oldest');

set local role anon;
select tests.equal(pg_temp.claim(tests.claims('rep', 'acme')), '', 'the anonymous role is nobody, whatever the claims');
set local role service_role;
select tests.equal(pg_temp.claim(tests.claims('rep', 'acme')), 'acme', 'the service role has no user, only an organization');
select tests.equal(pg_temp.claim('{"role": "service_role"}', '{"x-org-id": "globex"}'), 'globex', 'the service role names it by header');
select tests.equal(pg_temp.claim('', '{"x-org-id": "globex"}'), 'globex', 'the service role needs no claims');
select tests.equal(pg_temp.claim('', '{"x-org-id": "no such"}'), '', 'an organization that is not there is none');
select tests.equal(pg_temp.claim(''), '', 'the service role has no organization by itself');
select tests.equal(crm_ext.permission_scope('deal', 'read'), 'none', 'the service role has no rights by itself');
rollback;

set session authorization stranger;
begin;
set local role authenticated;
select tests.act_as('admin', 'acme') \g /dev/null
select tests.equal(crm_ext.current_org(), null, 'claims of a login that is no claim source are not believed');
select tests.equal((select count(*) from crm.deals), 0::bigint, 'and show nothing');
set local role service_role;
select tests.equal(crm_ext.current_org(), null, 'nor are those of the service role');
rollback;
reset session authorization;

insert into crm_private.claim_sources values ('stranger');
set session authorization stranger;
begin;
select tests.act_as('admin', 'acme') \g /dev/null
select tests.equal((select count(*) from crm.deals), 50::bigint, 'a login becomes a claim source at once');
rollback;
