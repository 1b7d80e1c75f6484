// What others own is not read, however it is asked for: T01, T04, T05, T07, T10.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { BEGINNING } from './canaries/plant.mjs'
import { createScene } from './callers.mjs'

const OBJECT = { accept: 'application/vnd.pgrst.object+json' }
const NONE = []

describe('reading', () => {
  let scene
  let tables

  before(async () => {
    scene = await createScene()
    const { rows } = await scene.database.query(`select r.table_name as name from tests.access_rules r join pg_attribute a
      on a.attrelid = ('crm.' || r.table_name)::regclass and a.attname = 'id' order by 1`)
    tables = rows.map(({ name }) => name).filter((name) => scene.foreign(name))
  })
  after(() => scene?.close())

  const clean = (answer, request) => assert.deepEqual(scene.leaksIn(answer, { path: '', ...request }), NONE)

  async function countOf(caller, path, kind) {
    const { status, headers } = await caller.rest(path, { method: 'HEAD', headers: { prefer: `count=${kind}` } })
    return headers.get('content-range')?.split('/')[1] ?? `status ${status}`
  }

  test('T01 each of the four callers reads exactly the rows that the superuser computes for him', async () => {
    for (const [name, caller] of Object.entries(scene.callers)) {
      for (const table of tables) {
        const { status, body } = await caller.rest(`${table}?select=id&order=id`)
        const expected = await scene.visible(caller, table)
        if (expected === null) assert.equal(status, 401, `${name}: ${table}`)
        else assert.deepEqual(body.map(({ id }) => id).sort(), expected, `${name}: ${table}`)
      }
    }
  })

  test('T01 a row of another organization is not found by id, or, not, range, csv or object, as if it were absent', async () => {
    for (const table of tables) {
      const { id } = scene.foreign(table)
      for (const caller of scene.attackers) {
        const queries = [`id=eq.${id}`, `id=in.(${id})`, `or=(id.eq.${id},id.is.null)`, `not.or=(id.neq.${id})`, `id=gte.${id}&id=lte.${id}`]
        const answers = await Promise.all(queries.map((query) => caller.rest(`${table}?select=id&${query}`)))
        for (const [n, { status, body }] of answers.entries()) {
          assert.deepEqual([status, caller.userId ? body : NONE], [caller.userId ? 200 : 401, NONE], `${caller.label}: ${table}?${queries[n]}`)
        }
        const [hidden, absent] = await Promise.all([id, randomUUID()].map((one) => caller.rest(`${table}?id=eq.${one}`, { headers: OBJECT })))
        assert.equal(hidden.status, caller.userId ? 406 : 401)
        assert.deepEqual(hidden.body, absent.body, `${caller.label}: ${table} as an object`)
        const csv = await caller.rest(`${table}?id=eq.${id}`, { headers: { accept: 'text/csv' } })
        clean(csv, { path: id })
      }
      assert.equal((await scene.stranger.rest(`${table}?id=eq.${id}&select=id`)).body.length, (await scene.visible(scene.stranger, table)).includes(id) ? 1 : 0)
    }
  })

  test('T01 supabase-js gets an empty list, null from maybeSingle and PGRST116 from single', async () => {
    for (const caller of [scene.rep, scene.owner]) {
      const deals = () => caller.supabase().then((client) => client.from('deals').select('*').eq('id', scene.foreign('deals').id))
      assert.deepEqual((await deals()).data, NONE)
      const client = await caller.supabase()
      const query = () => client.from('deals').select('*').eq('id', scene.foreign('deals').id)
      assert.deepEqual([(await query().maybeSingle()).data, (await query().single()).error.code], [null, 'PGRST116'])
    }
  })

  test('T04 embeds to-one, to-many, spread, inner and computed show own rows alone; five levels are refused', async () => {
    const selects = [
      'deals?select=name,account:account_id(*),...contact_id(contact:full_name)', 'accounts?select=*,deals!inner(*),contacts(*),notes(*)',
      'accounts?select=name,parent_id(*),child_accounts(*)', 'teams?select=name,child_teams(*),parent_id(*)',
      'pipelines?select=*,stages(*,deals(*,account:account_id(*,contacts(*))))',
    ]
    for (const caller of scene.attackers) {
      for (const path of selects) {
        const answer = await caller.rest(path)
        assert.equal(answer.status, caller.userId ? 200 : 401, `${caller.label}: ${path} ${answer.text.slice(0, 300)}`)
        clean(answer, { path })
      }
      const five = await caller.rest('deals?select=id,a:account_id(id,b:parent_id(id,c:parent_id(id,d:parent_id(id,e:parent_id(id)))))')
      assert.ok(caller.userId ? five.status === 400 : [400, 401].includes(five.status))
    }
    const nested = await scene.stranger.rest(selects.at(-1))
    assert.match(nested.text, new RegExp(BEGINNING), 'the owner sees the words in the nested rows')
  })

  test('T05 every view asks with the rights of its reader, and no materialized view or foreign table is open', async () => {
    const { rows } = await scene.database.query(`select c.oid::regclass::text as name, c.relkind,
        coalesce(array_to_string(c.reloptions, ',') ~ 'security_invoker=(true|on)', false) as is_invoker,
        has_any_column_privilege('authenticated', c.oid, 'select') or has_any_column_privilege('anon', c.oid, 'select') as is_open
      from pg_class c where c.relkind in ('v', 'm', 'f') and c.relnamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace)`)
    assert.ok(rows.some(({ relkind, is_open }) => relkind === 'v' && is_open))
    assert.deepEqual(rows.filter(({ relkind, is_open, is_invoker }) => is_open && (relkind !== 'v' || !is_invoker)), NONE)
  })

  test('T05 each caller sums and lists through views what he sees in the tables', async () => {
    const readers = Object.entries(scene.callers).filter(([name]) => name !== 'stranger') // statistics of his were planted
    for (const [name, caller] of readers) {
      const sums = await caller.rest('deal_statistics?select=deal_count')
      const rotting = await caller.rest('rotting_deals?select=id')
      const people = await caller.rest('organization_users?select=id')
      if (!caller.userId) {
        assert.deepEqual([sums.status, rotting.status].map((status) => status === 401), [true, true])
        continue
      }
      const deals = await scene.visible(caller, 'deals')
      assert.equal(sums.body.reduce((sum, { deal_count }) => sum + deal_count, 0), deals.length, `${name}: statistics`)
      assert.ok(rotting.body.every(({ id }) => deals.includes(id)), `${name}: rotting deals`)
      if (people.status !== 200) continue
      const { rows } = await scene.database.query('select user_id from crm.memberships where org_id = $1', [caller.org.id])
      assert.deepEqual(new Set(people.body.map(({ id }) => id)), new Set(rows.map(({ user_id }) => user_id)))
    }
  })

  test('T07 planned and estimated counts are exact for each caller, with and without filters', async () => {
    const filters = ['', 'org_id=not.is.null', `org_id=eq.${scene.there.id}`]
    for (const caller of [scene.rep, scene.owner, scene.stranger]) {
      for (const table of tables) {
        const expected = (await scene.visible(caller, table)).length
        for (const [n, filter] of filters.entries()) {
          const counts = await Promise.all(['exact', 'planned', 'estimated'].map((kind) => countOf(caller, `${table}?select=id&${filter}`, kind)))
          const right = n === 2 && caller !== scene.stranger ? 0 : expected
          assert.deepEqual(counts, [right, right, right].map(String), `${caller.label}: ${table}?${filter}`)
        }
      }
    }
  })

  test('T07 plans and aggregates are refused to everybody', async () => {
    for (const caller of Object.values(scene.callers)) {
      for (const accept of ['application/vnd.pgrst.plan', 'application/vnd.pgrst.plan+json; options=analyze|settings']) {
        assert.ok([400, 401, 406, 415].includes((await caller.rest('deals', { headers: { accept } })).status), accept)
      }
      for (const select of ['count()', 'amount.sum()', 'name.max()', 'currency,total:amount.sum()', 'id,account_id(id.count())']) {
        const { status, text } = await caller.rest(`deals?select=${select}`)
        assert.ok([400, 401].includes(status), `${select}: ${status} ${text}`)
      }
    }
  })

  test('T10 search finds, ranks and highlights own rows alone', async () => {
    const words = scene.planted.canaries.filter(({ schema }) => schema === 'crm').map(({ word }) => word)
    for (const caller of [scene.rep, scene.owner]) {
      for (const q of [BEGINNING, BEGINNING.slice(0, 2), ...words.filter((_, n) => n % 10 === 0), `${BEGINNING} deal`]) {
        const { status, body, text } = await caller.rpc('search', { q, limit: 100 }, { prefer: 'count=exact' })
        assert.deepEqual([status, body], [200, NONE], `${caller.label}: ${q} ${text}`)
      }
      for (const [kind, table] of [['deal', 'deals'], ['account', 'accounts'], ['contact', 'contacts'], ['lead', 'leads']]) {
        const { body } = await caller.rpc('search', { q: `${kind} of`, kinds: [kind], limit: 100 })
        assert.deepEqual(body.map(({ id }) => id).sort(), (await scene.visible(caller, table)), `${caller.label}: ${kind}`)
      }
    }
    assert.ok((await scene.stranger.rpc('search', { q: BEGINNING })).body.length > 0)
    assert.equal((await scene.anonymous.rpc('search', { q: BEGINNING })).status, 401)
  })
})
