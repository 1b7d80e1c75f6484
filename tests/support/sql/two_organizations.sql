-- What every pgTAP file finds: pgTAP, and the organizations acme and globex with their members.

create schema tap;
create extension pgtap schema tap;
grant usage on schema tap, tests to anon, authenticated, service_role;
grant execute on all functions in schema tap, tests to anon, authenticated, service_role;
grant select on tests.actors to anon, authenticated, service_role;

-- the superuser of the tests speaks for others, as PostgREST's authenticator does
insert into crm_private.claim_sources (login) values ('postgres') on conflict do nothing;

select tests.create_organization('acme');
select tests.create_organization('globex');
select tests.create_settings(o.slug) from crm.organizations o;
select tests.create_records(a.org_slug, a.actor) from tests.actors a where a.actor <> 'analyst' order by a.org_slug, a.actor;
