-- Who may do what with the rows of which table: every table that holds rows of tenants stands here once, and its
-- policies follow from its line. `crm migrate` fails on a table that is missing.

create or replace function crm_private.protected_tables()
returns table (
  table_name text,
  shape text,
  resource text,
  parents text[],
  parent_columns name[],
  commands text
)
language sql
immutable
set search_path = ''
as $$
  values
    -- records with owner_id and team_id: the resource's rights for the row
    ('crm.accounts', 'owned', 'account', '{}'::text[], '{}'::name[], 'all'),
    ('crm.contacts', 'owned', 'contact', '{}', '{}', 'all'),
    ('crm.leads', 'owned', 'lead', '{}', '{}', 'all'),
    ('crm.deals', 'owned', 'deal', '{}', '{}', 'all'),
    -- the same, and also seen by whoever sees a row that links it to a record
    ('crm.activities', 'linked', 'activity', '{crm.activity_links}', '{activity_id}', 'all'),
    -- seen with the one record they are on; changed by the right on themselves, or on that record
    ('crm.notes', 'on record', 'note', '{}', '{}', 'all'),
    ('crm.attachments', 'on record', 'attachment', '{}', '{}', 'all'),
    -- seen with the one record they refer to, changed by those who may update it
    ('crm.record_tags', 'of record', null, '{}', '{}', 'all'),
    ('crm.record_shares', 'of record', null, '{}', '{}', 'read'),
    -- parts: seen with all their parents, changed by those who may update the first
    ('crm.contact_points', 'child', null, '{crm.contacts}', '{contact_id}', 'all'),
    ('crm.account_contacts', 'child', null, '{crm.accounts,crm.contacts}', '{account_id,contact_id}', 'all'),
    ('crm.deal_line_items', 'child', null, '{crm.deals}', '{deal_id}', 'all'),
    ('crm.deal_stage_history', 'child', null, '{crm.deals}', '{deal_id}', 'read'),
    ('crm.lead_conversions', 'child', null, '{crm.leads}', '{lead_id}', 'read'),
    ('crm.account_team_members', 'child', null, '{crm.accounts}', '{account_id}', 'read'),
    ('crm.deal_team_members', 'child', null, '{crm.deals}', '{deal_id}', 'read'),
    -- the sensitive side of a record: seen with the record by those whose right on the resource reaches it
    ('crm.deal_financials', 'side', 'deal.financials', '{crm.deals}', '{deal_id}', 'all'),
    ('crm.contact_private', 'side', 'contact.private', '{crm.contacts}', '{contact_id}', 'all'),
    -- settings without owners: each right needs the scope org on the resource
    ('crm.products', 'configuration', 'product', '{}', '{}', 'all'),
    ('crm.price_books', 'configuration', 'price_book', '{}', '{}', 'all'),
    ('crm.price_book_entries', 'configuration', 'price_book', '{}', '{}', 'all'),
    ('crm.exchange_rates', 'configuration', 'currency', '{}', '{}', 'all'),
    ('crm.tags', 'configuration', 'tag', '{}', '{}', 'all'),
    ('crm.lead_sources', 'configuration', 'lead_source', '{}', '{}', 'all'),
    ('crm.scoring_models', 'configuration', 'scoring_model', '{}', '{}', 'all'),
    ('crm.pipelines', 'configuration', 'pipeline', '{}', '{}', 'all'),
    ('crm.stages', 'configuration', 'stage', '{}', '{}', 'all'),
    ('crm.lost_reasons', 'configuration', 'stage', '{}', '{}', 'all'),
    ('crm.sharing_rules', 'configuration', 'sharing_rule', '{}', '{}', 'read'),
    ('crm.imports', 'configuration', 'import', '{}', '{}', 'read'),
    -- known to everyone in the organization; changing them needs the scope org on the resource
    ('crm.memberships', 'organization', 'membership', '{}', '{}', 'read'),
    ('crm.teams', 'organization', 'team', '{}', '{}', 'all'),
    ('crm.roles', 'organization', 'role', '{}', '{}', 'read'),
    ('crm.field_permissions', 'organization', 'role', '{}', '{}', 'read'),
    ('crm.permissions', 'organization', 'role', '{}', '{}', 'read'),
    -- written out in crm_private.own_rules()
    ('crm.organizations', 'own rule', null, '{}', '{}', 'all'),
    ('crm.users', 'own rule', null, '{}', '{}', 'all'),
    ('crm.currencies', 'own rule', null, '{}', '{}', 'all'),
    ('crm.deleted_records', 'own rule', null, '{}', '{}', 'all'),
    ('crm.external_refs', 'own rule', null, '{}', '{}', 'all'),
    ('crm.activity_links', 'own rule', null, '{}', '{}', 'all'),
    ('crm.invitations', 'own rule', null, '{}', '{}', 'read'),
    ('crm.security_events', 'own rule', null, '{}', '{}', 'read'),
    ('crm.membership_compensation', 'own rule', null, '{}', '{}', 'all'),
    ('crm_private.deal_statistics_base', 'own rule', null, '{}', '{}', 'all'),
    ('crm_private.deal_statistics_deltas', 'own rule', null, '{}', '{}', 'all'),
    -- no role of the API holds a right on them
    ('crm_private.import_changes', 'internal', null, '{}', '{}', 'none'),
    ('crm_private.lead_captures', 'internal', null, '{}', '{}', 'none'),
    ('crm_private.search_documents', 'internal', null, '{}', '{}', 'none'),
    ('crm_private.seed_runs', 'internal', null, '{}', '{}', 'none'),
    ('crm_private.system_admins', 'internal', null, '{}', '{}', 'none'),
    ('crm_private.sql_logins', 'internal', null, '{}', '{}', 'none'),
    ('crm_private.system_admin_visits', 'internal', null, '{}', '{}', 'none')
$$;
comment on function crm_private.protected_tables() is
  'The registry of row security. shape: owned, linked, on record, of record, child, side, configuration, organization, own rule or internal; '
  'resource names the permissions that decide; parents and parent_columns say which records a row follows; commands is all, read or none. '
  'Example: select table_name, resource from crm_private.protected_tables() where shape = ''owned''.';

create or replace function crm_private.policy_roles()
returns text
language sql
immutable
set search_path = ''
as $$
  select 'authenticated, crm_sql_reader'
$$;
comment on function crm_private.policy_roles() is
  'The roles that policies are written for: members by REST, and by a SQL login of their own. Example: select crm_private.policy_roles().';
