// Seeded data goes past the triggers; everything they keep must be there all the same, and the outcomes follow the ground truth.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { crm, crmJson } from '../support/crm.mjs'
import { TESTS } from '../support/paths.mjs'
import { createWorld } from '../support/world.mjs'

const DEALS = 3000

describe('seeded data', () => {
  let world
  let made

  before(async () => {
    world = await createWorld()
    made = await crmJson('seed', '--deals', String(DEALS), '--org', world.here.slug, '--seed', '5')
  })
  after(() => world?.close())

  const one = async (sql) => (await world.database.query(sql, [world.here.id])).rows[0]
  const sql = (name) => readFile(path.join(TESTS, 'import', name), 'utf8')

  test('is as large as was asked for', async () => {
    const rows = Object.fromEntries(made.tables)
    assert.equal(rows.deals, DEALS)
    assert.equal((await one('select count(*)::int as n from crm.deals where org_id = $1')).n, DEALS)
    for (const table of ['leads', 'contacts', 'deal_stage_history', 'activities', 'activity_links', 'notes', 'deal_line_items']) {
      assert.ok(rows[table] > DEALS / 10, `${rows[table]} ${table}`)
    }
  })

  test('the same seed is loaded once', async () => {
    const again = await crmJson('seed', '--deals', String(DEALS), '--org', world.here.slug, '--seed', '5')
    assert.equal(again.rows, 0)
    assert.equal((await one('select count(*)::int as n from crm.deals where org_id = $1')).n, DEALS)
    const other = await crm('seed', '--deals', '10', '--org', world.here.slug, '--seed', '5')
    assert.notEqual(other.code, 0)
    assert.match(other.stderr, /--seed/)
  })

  test('everything that triggers keep is there', async () => {
    const { rows } = await world.database.query(await sql('seeded_differences.sql'), [world.here.id])
    assert.deepEqual(rows.filter(({ differences }) => differences !== 0), [])
    assert.ok(rows.length > 8)
  })

  test('every reference leads to a record', async () => {
    const { rows } = await world.database.query(await sql('foreign_keys.sql'))
    assert.ok(rows.length > 50)
    for (const { child, name, orphans } of rows) {
      assert.equal((await one(orphans)).n, 0, `${child} ${name}`)
    }
  })

  test('the members see it by their rights', async () => {
    const { body: deals } = await world.rep.rest('deals?select=owner_id')
    assert.ok(deals.length > 0)
    assert.ok(deals.every(({ owner_id: owner }) => owner === world.rep.userId))
  })
})
