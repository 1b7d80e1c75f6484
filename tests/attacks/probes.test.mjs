// Nothing tells whether a row of another organization exists: neither keys nor errors nor time. T08, T09.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { performance } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { createScene } from './callers.mjs'

const NONE = []
const TRIES = 1000

describe('probes', () => {
  let scene
  before(async () => {
    scene = await createScene()
  })
  after(() => scene?.close())

  const told = ({ status, text }, id) => [status, text.replaceAll(id, 'ID')]

  test('T08 a reference to a row of another organization fails as a reference to nothing, in every column', async () => {
    const { rows } = await scene.database.query(`
      select c.relname as name, a.attname as "column", f.relname as target
      from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
      join pg_attribute a on a.attrelid = c.oid and a.attnum = k.conkey[cardinality(k.conkey)]
      where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = 'crm'::regnamespace and a.attname <> 'org_id'
        and has_column_privilege('authenticated', c.oid, a.attnum, 'update') and a.atttypid = 'uuid'::regtype order by 1, 2`)
    assert.ok(rows.length > 20, `${rows.length}`)
    for (const { name, column, target } of rows) {
      const own = await scene.own(name)
      const foreign = scene.foreign(target)?.id ?? scene.foreign(target)?.user_id
      if (!own?.id || !foreign) continue
      const absent = randomUUID()
      const set = (value) => scene.owner.rest(`${name}?id=eq.${own.id}`, { method: 'PATCH', body: { [column]: value } })
      const [hidden, missing] = [await set(foreign), await set(absent)]
      assert.deepEqual(told(hidden, foreign), told(missing, absent), `${name}.${column}`)
      assert.ok(hidden.status >= 400, `${name}.${column} took a row of another organization: ${hidden.status}`)
      assert.deepEqual(scene.leaksIn(hidden, { foreign }), NONE)
    }
  })

  test('T08 every unique key begins with the organization, so a name that others use is free', async () => {
    const { rows } = await scene.database.query(`
      select i.indexrelid::regclass::text as name from pg_index i join pg_class c on c.oid = i.indrelid
      join pg_attribute o on o.attrelid = c.oid and o.attname = 'org_id'
      where i.indisunique and c.relnamespace = 'crm'::regnamespace and not c.relispartition and i.indkey[0] <> o.attnum`)
    assert.deepEqual(rows, NONE)
    for (const [table, column] of [['tags', 'name'], ['products', 'sku'], ['lost_reasons', 'name'], ['lead_sources', 'key']]) {
      const { rows: [taken] } = await scene.database.query(`select * from crm.${table} where org_id = $1 and id = $2`, [scene.there.id, scene.foreign(table).id])
      const { status, text } = await scene.owner.rest(table, { method: 'POST', body: { name: 'X', [column]: taken[column] } })
      assert.equal(status, 201, `${table}.${column}: ${text}`)
    }
  })

  test('T08 ids are the server\'s: nobody may name one, so nobody learns that it is taken', async () => {
    const { rows } = await scene.database.query(`select c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'id'
      where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') and has_column_privilege('authenticated', c.oid, a.attnum, 'insert, update')`)
    assert.deepEqual(rows, NONE)
    const create = (id) => scene.owner.rest('accounts', { method: 'POST', body: { name: 'Probe', id } })
    const [taken, free] = [await create(scene.foreign('accounts').id), await create(randomUUID())]
    assert.deepEqual([taken.status, taken.text], [free.status, free.text])
  })

  /** The chance that one list's next time is larger than the other's: one half when they do not differ. */
  function chanceOfLarger(ones, others) {
    const all = [...ones.map((time) => [time, 1]), ...others.map((time) => [time, 0])].sort(([a], [b]) => a - b)
    let seen = 0
    let larger = 0
    for (const [, isOne] of all) {
      if (isOne) larger += seen
      else seen += 1
    }
    return larger / (ones.length * others.length)
  }

  test(`T08 the time of ${TRIES} readings does not tell a hidden row from an absent one`, async (t) => {
    const { database, rep } = scene
    const absent = randomUUID()
    const times = { hidden: [], absent: [] }
    await database.query('begin')
    await database.query("insert into crm_private.claim_sources (login) values (session_user) on conflict do nothing")
    await database.query("select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)",
      [JSON.stringify({ sub: rep.userId, role: 'authenticated', org_id: rep.org.id })])
    const one = async (list, id) => {
      const started = performance.now()
      const { rows } = await database.query({ name: 'probe', text: 'select name from crm.deals where id = $1', values: [id] })
      list.push(performance.now() - started)
      assert.equal(rows.length, 0)
    }
    for (let n = 0; n < TRIES; n += 1) {
      const both = [() => one(times.hidden, scene.foreign('deals').id), () => one(times.absent, absent)]
      for (const action of n % 2 === 0 ? both : both.reverse()) await action()
    }
    await database.query('rollback')
    const chance = chanceOfLarger(times.hidden, times.absent)
    t.diagnostic(`a hidden row takes longer than an absent one with a chance of ${chance.toFixed(3)}`)
    // without a difference the chance is 0.5 with a standard deviation of 0.013
    assert.ok(Math.abs(chance - 0.5) < 0.1, `${chance}`)
  })

  test('T08 times that differ by a tenth would be seen', () => {
    const noise = (n) => (n * 7919) % 1000 / 1000
    const ones = Array.from({ length: TRIES }, (_, n) => 1 + noise(n) * 0.5)
    assert.ok(Math.abs(chanceOfLarger(ones, ones.map((time) => time * 1.1)) - 0.5) > 0.1)
    assert.ok(Math.abs(chanceOfLarger(ones, ones) - 0.5) < 0.01)
  })

  test('T09 each of the four callers is told nothing of objects that he may not use', async () => {
    const hidden = [
      ['rpc/capture_leads', {}], ['rpc/add_member', {}], ['rpc/pg_sleep', { seconds: 1 }], ['rpc/row_visible', {}], ['claim_sources', undefined], ['schema_migrations', undefined],
      ['deals?select=*,claim_sources(*)', undefined], ['teams?select=*,memberships(*)', undefined], ['deals?colour=eq.1', undefined], ['deals?select=colour', undefined],
    ]
    for (const [name, caller] of Object.entries(scene.callers)) {
      for (const [path, body] of hidden) {
        const { status, text, headers } = await caller.rest(path, { method: body ? 'POST' : 'GET', body })
        assert.ok(status >= 300 && status < 500, `${name}: ${path} ${status}`)
        assert.doesNotMatch(text, /Perhaps|Try changing|crm_private\.|add_member\(|HINT|using teams\(|pgrst_source/, `${name}: ${path}`)
        assert.equal(headers.get('proxy-status'), null)
      }
    }
  })

  test('T09 what is hidden is told in the words of what is missing', async () => {
    const pairs = [
      ['claim_sources', 'claim_sourcez'], ['rpc/add_member', 'rpc/add_membez'], ['rpc/uuid_v7', 'rpc/uuid_v8'], ['users?select=encrypted_password', 'users?select=encrypted_passworz'],
    ]
    for (const caller of [scene.rep, scene.owner]) {
      for (const [hidden, missing] of pairs) {
        const method = hidden.startsWith('rpc/') ? { method: 'POST', body: {} } : {}
        const answers = await Promise.all([hidden, missing].map(async (path) => {
          const { status, text } = await caller.rest(path, method)
          const name = path.split(/[/=]/).at(-1)
          return [status, text.replaceAll(name, 'NAME')]
        }))
        assert.deepEqual(answers[0], answers[1], hidden)
      }
    }
  })

  test('T09 a broken rule is named, the row and other rows are not', async () => {
    const product = await scene.own('products')
    const cases = [
      ['products', { sku: product.sku, name: 'Other' }, '23505'], ['accounts', { name: ' ', description: 'ourword' }, '23514'], ['deals', { name: 'ourword', amount: 'x' }, '22P02'],
      ['accounts', { name: null, description: 'ourword' }, '23502'], ['contacts', { description: 'ourword' }, '23514'],
    ]
    for (const [table, body, code] of cases) {
      const answer = await scene.owner.rest(table, { method: 'POST', body })
      assert.equal(answer.body.code, code, answer.text)
      assert.doesNotMatch(answer.text, /ourword|Failing row|\(org_id, sku\)=/, table)
      assert.ok(!answer.text.includes(scene.here.id), `${table}: ${answer.text}`)
      assert.deepEqual(scene.leaksIn(answer, { body }), NONE)
    }
  })
})
