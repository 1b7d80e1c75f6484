// A database made by an earlier release and upgraded is the same as one built from nothing.
//
// fixtures/<day>.sql.gz is `pg_dump` of a database as that day's code made it, with its ledgers and a few rows.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { gunzipSync } from 'node:zlib'
import { withClient } from '../support/client.mjs'
import { connectionEnvironment, databaseUrl, dropDatabase, migrate, psql } from '../support/databases.mjs'
import { CRM, ROOT } from '../support/paths.mjs'
import { mustRun } from '../support/process.mjs'
import { differences, readCatalogue, readExtension } from './catalogue.mjs'

const here = new URL('./', import.meta.url)
const fixtures = readdirSync(new URL('fixtures/', here)).filter((name) => name.endsWith('.sql.gz')).sort()

// PostgreSQL keeps how a condition was first written, `(a and b) and c`, until it was dumped and restored once; so both
// sides are, and what still differs is a difference.
async function catalogueOf(database) {
  const copy = `${database}_form`
  const { stdout } = await mustRun('pg_dump', ['--schema-only', '--no-sync'], { env: connectionEnvironment(process.env.DB_URL, database) })
  await psql(process.env, 'postgres', `create database ${copy}`)
  try {
    await psql(process.env, copy, stdout)
    return await readCatalogue(copy)
  } finally {
    await dropDatabase(process.env, copy)
  }
}

describe('upgrades', () => {
  const databases = []
  let built
  let extension // pg_dump leaves out what belongs to an extension, so the copy above has it anew

  before(async () => {
    extension = await readExtension(process.env.CRM_TEST_CLEAN)
    built = await catalogueOf(process.env.CRM_TEST_CLEAN)
  })
  after(() => Promise.all(databases.map((name) => dropDatabase(process.env, name))))

  async function restored(fixture) {
    const name = `crm_test_upgrade_${databases.length}_${process.pid}`
    databases.push(name)
    await psql(process.env, 'postgres', `create database ${name}`)
    await psql(process.env, name, gunzipSync(readFileSync(new URL(`fixtures/${fixture}`, here))).toString())
    return name
  }

  test('there is a fixture', () => assert.ok(fixtures.length > 0))

  for (const fixture of fixtures) {
    test(`${fixture} upgraded has the catalogue of a new database, and keeps its rows`, async () => {
      const name = await restored(fixture)
      const rows = 'select count(*)::int as deals, sum(amount) as amount from crm.deals'
      const before = await withClient(name, async (client) => (await client.query(rows)).rows[0])
      await migrate(process.env, name)
      assert.deepEqual(differences(built, await catalogueOf(name)), [])
      assert.deepEqual(differences(extension, await readExtension(name)), [])
      const after = await withClient(name, async (client) => (await client.query(rows)).rows[0])
      assert.ok(before.deals > 0, 'the fixture holds no deals')
      assert.deepEqual(after, before)
    })
  }

  test('a second migration changes nothing', async () => {
    const name = `crm_test_again_${process.pid}`
    databases.push(name)
    await psql(process.env, 'postgres', `create database ${name} template ${process.env.CRM_TEST_CLEAN}`)
    await migrate(process.env, name)
    assert.deepEqual(differences(built, await catalogueOf(name)), [])
  })

  test('an applied migration that was changed is refused', async () => {
    const name = `crm_test_changed_${process.pid}`
    databases.push(name)
    await psql(process.env, 'postgres', `create database ${name} template ${process.env.CRM_TEST_CLEAN}`)
    await psql(process.env, name, `update crm_private.schema_migrations set checksum = repeat('0', 64)
      where version = (select min(version) from crm_private.schema_migrations)`)
    const failing = mustRun(CRM, ['migrate', '--database-url', databaseUrl(process.env.DB_URL, name)], { cwd: ROOT })
    await assert.rejects(failing, /changed/)
  })
})
