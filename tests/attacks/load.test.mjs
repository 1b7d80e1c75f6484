// What one caller may cost the others: T26. Bodies, URLs, depth and lists have their limits in tests/rest/limits.test.mjs.
import assert from 'node:assert/strict'
import { createConnection } from 'node:net'
import { performance } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { insert } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

const ANSWERED = 5000 // milliseconds on a machine that does other work as well; 2,000 on a quiet one
const REFUSED = [400, 401, 404, 408, 409, 413, 414, 429, 431, 503, 504]

describe('load', () => {
  let world
  let callers

  before(async () => {
    world = await createWorld()
    callers = { nobody: world.anonymous, rep: world.rep, owner: world.admin, stranger: world.otherTenantAdmin }
    await Promise.all(Object.values(callers).map((caller) => caller.token()))
    for (const [n, actor] of [world.rep, world.otherTenantAdmin].entries()) {
      for (let row = 0; row < 20; row += 1) await insert(actor, 'accounts', { name: `${'a'.repeat(200)}${n}${row}`, description: 'a'.repeat(3000) })
    }
  })
  after(() => world?.close())

  async function timed(call) {
    const started = performance.now()
    const answer = await call()
    return { ...answer, took: performance.now() - started }
  }

  const nested = (levels) => Array.from({ length: levels }, (_, n) => `${'abcdefgh'[n]}:parent_id(id,`).join('')
  const requests = {
    'a pattern of many wildcards': { path: `accounts?description=like.${'*a'.repeat(200)}b` },
    'a regular expression that backtracks': { path: `accounts?description=match.${encodeURIComponent('^(a+)+$|(a|aa)+b(\\1+)c')}` },
    'a regular expression of nested counts': { path: `accounts?description=match.${encodeURIComponent('((a{1,100}){1,100}){1,100}b')}` },
    'a search of a thousand words': { path: 'rpc/search', body: { q: 'a '.repeat(1000) } },
    'a search of one long word': { path: 'rpc/search', body: { q: 'a'.repeat(100_000) } },
    'an offset of a million': { path: 'accounts?offset=1000000&limit=1000' },
    'a limit of two billion': { path: 'accounts?limit=2000000000' },
    'a list of a thousand ids': { path: `accounts?id=in.(${Array.from({ length: 180 }, () => world?.here.id ?? '0198c0de-0000-7000-8000-000000000000')})` },
    'sixty conditions': { path: `accounts?or=(${Array.from({ length: 60 }, (_, n) => `name.eq.${n}`)})`, refused: true },
    'sixty conditions behind a semicolon': { path: `accounts?limit=1;or=(${Array.from({ length: 60 }, (_, n) => `name.eq.${n}`)})` },
    'embeds of five levels': { path: `accounts?select=id,${nested(5)}id${')'.repeat(5)}`, refused: true },
    'embeds of five levels behind a semicolon': { path: `accounts?limit=1;select=id,${nested(5)}id${')'.repeat(5)}` },
    'sixty embeds side by side': { path: `accounts?select=id,${Array.from({ length: 60 }, (_, n) => `e${n}:parent_id(*)`)}`, refused: true },
    'JSON of ten thousand levels': { path: 'accounts', raw: `{"name": "x", "custom": ${'{"a":'.repeat(10_000)}1${'}'.repeat(10_000)}}`, refused: true },
    'ten thousand rows in one insert': { path: 'accounts', raw: `[${Array.from({ length: 10_000 }, () => '{"name": ""}')}]`, refused: true },
  }

  for (const [what, { path, body, raw, refused }] of Object.entries(requests)) {
    test(`T26 ${what} is answered in time, and ${refused ? 'refused' : 'bounded'}, for each of the four callers`, async () => {
      for (const [name, caller] of Object.entries(callers)) {
        const { status, text, took } = await timed(() => caller.rest(path, { method: body || raw ? 'POST' : 'GET', body, raw }))
        assert.ok(took < ANSWERED, `${name}: ${took} ms`)
        assert.ok(REFUSED.includes(status) || (!refused && [200, 206].includes(status)), `${name}: ${status} ${text.slice(0, 200)}`)
        if (status === 200 && Array.isArray(parsed(text))) assert.ok(parsed(text).length <= 1000)
      }
    })
  }

  const parsed = (text) => {
    try {
      return JSON.parse(text)
    } catch {
      return undefined
    }
  }

  test('T26 a change without a filter is refused also when semicolons or bare names hide that there is none', async () => {
    for (const query of ['', 'order;select=id', 'columns;select=id', 'limit;x', 'id', 'name&select=id', 'select=id;order=id']) {
      for (const [method, body] of [['PATCH', { description: 'all' }], ['DELETE', undefined]]) {
        for (const caller of Object.values(callers)) {
          const { status } = await caller.rest(`accounts?${query}`, { method, body })
          assert.ok([400, 401].includes(status), `${method} accounts?${query}: ${status}`)
        }
      }
    }
    const { rows } = await world.database.query("select count(*)::int as count from crm.accounts where org_id = any ($1) and description <> 'all'", [[world.here.id, world.there.id]])
    assert.equal(rows[0].count, 40)
  })

  test('T26 connections that send a request byte by byte, or nothing, do not keep others out', async () => {
    const { hostname, port } = new URL(process.env.API_URL)
    const sockets = Array.from({ length: 300 }, () => createConnection({ host: hostname, port }).on('error', () => {}))
    for (const [n, socket] of sockets.entries()) if (n % 2 === 0) socket.write('POST /rest/v1/accounts HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n')
    try {
      await pause(200)
      const { status, took } = await timed(() => world.otherTenantAdmin.rest('accounts?select=id&limit=1'))
      assert.equal(status, 200)
      assert.ok(took < ANSWERED, `${took} ms`)
    } finally {
      for (const socket of sockets) socket.destroy()
    }
  })

  test('T26 a caller who sends far more than his share is told to wait, and another organization is still served', async (t) => {
    const quiet = await readings(10)
    const heavy = Array.from({ length: 100 }, () => world.rep.rest(`accounts?description=like.${'*a'.repeat(60)}b`).catch(() => ({ status: 0 })))
    const busy = await readings(10)
    const statuses = new Set((await Promise.all(heavy)).map(({ status }) => status))
    t.diagnostic(`median ${quiet.toFixed(0)} ms alone, ${busy.toFixed(0)} ms beside 100 requests answered with ${[...statuses]}`)
    assert.ok([...statuses].every((status) => [200, 429, 503, 504].includes(status)), `${[...statuses]}`)
    assert.ok(busy < ANSWERED, `${busy} ms`)
  })

  /** The median time of some readings of the other organization, all of which must succeed. */
  async function readings(count) {
    const times = []
    for (let n = 0; n < count; n += 1) {
      const { status, took, text } = await timed(() => world.otherTenantAdmin.rest('accounts?select=id&limit=1'))
      assert.equal(status, 200, text)
      times.push(took)
    }
    return times.sort((a, b) => a - b)[Math.floor(count / 2)]
  }
})
