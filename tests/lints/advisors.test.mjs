// Supabase's security and performance advisors look at the exposed schemas of supabase/config.toml.
import assert from 'node:assert/strict'
import { cp, mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { cloneDatabase, databaseUrl, dropDatabase, psql } from '../support/databases.mjs'
import { ROOT, TESTS } from '../support/paths.mjs'
import { run } from '../support/process.mjs'

const SUPABASE = path.join(TESTS, 'node_modules/@supabase/cli-linux-x64/bin/supabase')

// What is as it is on purpose, with the reason.
const ACCEPTED = [
  // a database that nobody has queried yet has used no index: this advisor speaks about running installations
  ({ name }) => name === 'unused_index',
  // a journal without any index, which the extension appends to while transactions commit
  ({ name, detail }) => name === 'no_primary_key' && detail.includes('`crm_private.deal_statistics_deltas`'),
]

const PLANTED = `
  create view crm.planted_view with (security_invoker = off) as select id, name from crm.deals;
  grant select on crm.planted_view to authenticated;
  create table crm.planted_table (org_id uuid not null, id uuid not null, constraint planted_table_pkey primary key (org_id, id));
  grant select on crm.planted_table to authenticated;
  create function crm.planted_function() returns bigint language sql security definer as 'select count(*) from crm.deals';
  grant execute on function crm.planted_function() to anon;
  create policy planted_policy on crm.deals for all to authenticated using (true) with check (true);
  create index planted_index on crm.deals (org_id, owner_id, amount);
  create index planted_index_again on crm.deals (org_id, owner_id, amount);`

const EXPECTED = [
  ['security_definer_view', 'planted_view'],
  ['rls_disabled_in_public', 'planted_table'],
  ['function_search_path_mutable', 'planted_function'],
  ['rls_policy_always_true', 'deals'],
  ['duplicate_index', 'deals'],
]

describe('supabase db advisors', () => {
  let database
  let workdir

  before(async () => {
    // the advisors write beside the configuration, so they get a copy
    workdir = await mkdtemp(path.join(tmpdir(), 'crm-advisors-'))
    await cp(path.join(ROOT, 'supabase/config.toml'), path.join(workdir, 'supabase/config.toml'))
    database = await cloneDatabase(process.env, process.env.CRM_TEST_CLEAN)
  })
  after(async () => {
    await dropDatabase(process.env, database)
    await rm(workdir, { recursive: true })
  })

  async function findings() {
    const args = ['db', 'advisors', '--workdir', workdir, `--remote=${databaseUrl(process.env.DB_URL, database)}`]
    const flags = ['--type', 'all', '--level', 'info', '--fail-on', 'none', '--output-format', 'json']
    const env = { SUPABASE_TELEMETRY_DISABLED: '1', PGSSLMODE: 'disable' }
    const { code, stdout, stderr } = await run(SUPABASE, [...args, ...flags], { env, limit: 60_000 })
    assert.equal(code, 0, stdout + stderr)
    return JSON.parse(stdout).results.filter((finding) => !ACCEPTED.some((accepts) => accepts(finding)))
  }

  test('find nothing', async () => {
    assert.deepEqual((await findings()).map(({ level, name, detail }) => `${level} ${name}: ${detail}`), [])
  })

  test('find planted faults', async () => {
    await psql(process.env, database, PLANTED)
    const found = await findings()
    for (const [name, object] of EXPECTED) {
      assert.ok(found.some((one) => one.name === name && one.detail.includes(object)), `${name} on ${object} was not found`)
    }
  })
})
