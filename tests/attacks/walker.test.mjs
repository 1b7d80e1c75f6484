// A walk over everything that the API describes, as members of one organization, looking for words of another one.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { createWorld } from '../support/world.mjs'
import { insertSet } from '../support/records.mjs'
import { fingerprint } from './callers.mjs'
import { plantCanaries } from './canaries/plant.mjs'
import { describeApi, noteReadableColumns, readReferences } from './walker/description.mjs'
import { embeddingRequests } from './walker/embeds.mjs'
import { functionRequests } from './walker/functions.mjs'
import { leakFinder } from './walker/leaks.mjs'
import { readingRequests, writingRequests } from './walker/tables.mjs'
import { plantLeaks } from './walker/planted.mjs'
import { walk } from './walker/walk.mjs'

const NONE = []

describe('a walk over the API', () => {
  let world
  let planted
  let api
  let references
  let find
  let own
  let untouched

  before(async () => {
    world = await createWorld()
    await Promise.all([world.rep, world.admin, world.otherTenantAdmin].map((actor) => actor.token()))
    for (const { slug } of [world.here, world.there]) {
      await world.database.query('select tests.create_settings($1)', [slug])
      for (const owner of ['admin', 'rep']) await world.database.query('select tests.create_records($1, $2)', [slug, owner])
    }
    planted = await plantCanaries(world.database, world.there)
    await insertSet(world.rep, 'ourword')
    find = leakFinder(planted)
    own = await ownIds()
    untouched = await fingerprint(world.database, world.there)
    api = await describeApi(world.rep)
    await noteReadableColumns(world.database, api)
    references = (await readReferences(world.database)).filter(({ from, to }) => isDescribed(from) && isDescribed(to))
  })
  after(() => world?.close())

  const isDescribed = (name) => api.tables.some((table) => table.name === name)
  const columnsOf = (name) => api.tables.find((table) => table.name === name).columns
  const foreignKey = (name) => planted.rows.get(`crm.${name}`)
  const foreignIds = () => new Map([...planted.rows].map(([name, key]) => [name.split('.')[1], key.id ?? key.user_id]))

  /** Ids of the callers' own records, for arguments beside foreign ones. */
  async function ownIds() {
    const ids = new Map()
    for (const table of ['accounts', 'contacts', 'leads', 'deals', 'pipelines', 'stages']) {
      const { body } = await world.rep.rest(`${table}?select=id&limit=1`)
      ids.set(table, body[0]?.id)
    }
    return ids
  }

  /** What the superuser counts in each table for a caller: the rule of tests/support/sql, no function of ours. */
  async function countsOf(actor) {
    const counts = new Map()
    const { rows } = await world.database.query(`select r.table_name as name,
      cardinality(tests.expected_rows(r, $1, $2, 'read')) as count from tests.access_rules r`, [actor.userId, actor.org.id])
    for (const { name, count } of rows) counts.set(name, count)
    return ({ counts: which, table }) => (which === 'all' ? counts.get(table.name) : which === 'none' ? 0 : undefined)
  }

  function assertClean({ leaks, counts, broken }) {
    assert.deepEqual(leaks.slice(0, 5), NONE, `${leaks.length} leaks`)
    assert.deepEqual(counts.slice(0, 5), NONE, `${counts.length} wrong counts`)
    assert.deepEqual(broken.slice(0, 5), NONE, `${broken.length} answers of 500 and more`)
  }

  /** Functions that PostgREST did not find for any set of arguments: the walk did not reach them. */
  function neverUnderstood({ reached }) {
    return [...reached].filter(([, statuses]) => [...statuses].every((status) => status.includes('PGRST202'))).map(([name]) => name)
  }

  test('every text column of every table holds a word of its own, or has a closed list of values', () => {
    assert.deepEqual(planted.failed, NONE)
    assert.ok(planted.canaries.length > 90, `${planted.canaries.length}`)
    for (const { place, why } of planted.closed) assert.match(why, /^(refers to|one of|a code of fixed length)/, place)
  })

  test('the owner of the words finds those of every table that he may read', async () => {
    const seen = []
    for (const { name, columns, readable } of api.tables.filter(({ schema }) => schema === 'crm')) {
      const { status, text } = await world.otherTenantAdmin.rest(`${name}?select=${readable ?? '*'}`)
      const words = planted.canaries.filter(({ schema, table, column }) => schema === 'crm' && table === name && columns.some((one) => one.name === column))
      if (status === 200 && words.length > 0) seen.push([name, words.some(({ word }) => text.toLowerCase().includes(word))])
    }
    assert.deepEqual(seen.filter(([, found]) => !found).map(([name]) => name), NONE)
    assert.ok(seen.length > 20)
  })

  for (const caller of ['rep', 'admin', 'anonymous']) {
    test(`T01 T02 T07 ${caller}: no table, verb, format, filter or count shows anything of another organization`, async (t) => {
      const actor = world[caller]
      const requests = api.tables.flatMap((table) => {
        const foreign = foreignKey(table.name)
        const all = [...readingRequests(table, foreign), ...writingRequests(table, foreign)]
        // whoever has no right on a table has none on its columns
        return actor.userId ? all : all.filter(({ counts, path }) => counts !== 'none' && !path.includes('order='))
      })
      const expected = actor.userId ? await countsOf(actor) : () => undefined
      const result = await walk(actor, requests, { find, expected })
      t.diagnostic(`${result.sent} requests`)
      assertClean(result)
      if (caller === 'anonymous') return
      const unread = [...result.reached].filter(([, statuses]) => !statuses.has('GET 200')).map(([name]) => name)
      assert.deepEqual(unread, NONE, 'tables that were described and not read')
    })
  }

  // rights inside an organization are others' business; the administrator reaches the most
  for (const caller of ['admin']) {
    test(`T04 ${caller}: no embed shows anything of another organization`, async (t) => {
      const requests = [...embeddingRequests(references, columnsOf, foreignKey)]
      const result = await walk(world[caller], requests, { find })
      t.diagnostic(`${result.sent} requests along ${references.length} references`)
      assertClean(result)
    })
  }

  test('the walk finds leaks that are planted: a view of its owner, a function of its owner, an error text, a header', async () => {
    const planting = await plantLeaks(world.database, world.rep)
    try {
      const described = await describeApi(world.rep)
      const tables = described.tables.filter(({ name }) => name.startsWith('planted_')).flatMap((table) => [...readingRequests(table)])
      const calls = described.functions.filter(({ name }) => name.startsWith('planted_')).flatMap((one) => [...functionRequests(one, foreignIds(), own)])
      const { leaks } = await walk(world.rep, [...tables, ...calls], { find })
      for (const name of planting.names) assert.ok(leaks.some((leak) => leak.includes(name)), `${name} was not found`)
    } finally {
      await planting.remove()
    }
  })

  // last: a function may end the caller's membership
  for (const caller of ['rep', 'admin', 'anonymous']) {
    test(`T06 ${caller}: no function shows anything of another organization`, async (t) => {
      const requests = api.functions.flatMap((one) => [...functionRequests(one, foreignIds(), own)])
      const result = await walk(world[caller], requests, { find })
      t.diagnostic(`${result.sent} calls of ${api.functions.length} functions`)
      assertClean(result)
      if (caller === 'admin') assert.deepEqual(neverUnderstood(result), NONE, 'functions whose arguments were never understood')
    })
  }

  test('T02 T06 none of all these requests changed a row of the other organization', async () => {
    const now = await fingerprint(world.database, world.there)
    assert.deepEqual(Object.keys(now).filter((name) => now[name] !== untouched[name]), NONE)
  })
})
