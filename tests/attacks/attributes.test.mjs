// Inside one organization: the matrix of roles, conditions on records, and hidden fields, at every door: T18.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { crm } from '../support/crm.mjs'
import { insert, insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

const OWNED = { accounts: 'description', contacts: 'description', leads: 'description', deals: 'next_step' }
const REPRESENTATION = { prefer: 'return=representation' }
const SECRET = 'kestrel-4711'

describe('attributes', () => {
  let world
  let members

  before(async () => {
    world = await createWorld()
    const { admin, manager, rep, otherRep, outsider, analyst, otherTenantAdmin, database } = world
    members = { admin, manager, rep, otherRep, outsider, analyst, otherTenantAdmin }
    for (const { slug } of [world.here, world.there]) {
      await database.query('select tests.create_settings($1)', [slug])
      for (const owner of ['admin', 'manager', 'rep', 'otherRep', 'outsider']) await database.query('select tests.create_records($1, $2)', [slug, owner])
    }
  })
  after(() => world?.close())

  /** The ids of a table on which a member may do something, as the superuser computes them. */
  async function allowed(member, table, verb) {
    const { rows } = await world.database.query(`with expected as materialized (
        select unnest(tests.expected_rows(r, $2, $3, $4)) as place from tests.access_rules r where r.table_name = $1)
      select t.id::text from crm."${table}" t join expected e on e.place = t.tableoid::text || t.ctid::text`, [table, member.userId, member.org.id, verb])
    return new Set(rows.map(({ id }) => id))
  }
  const ids = ({ body }) => new Set(body.map(({ id }) => id))

  test('T18 a rep does not read his colleague, nor a manager another team: each member reads and changes what the matrix says', async () => {
    for (const [name, member] of Object.entries(members)) {
      for (const [table, column] of Object.entries(OWNED)) {
        const [readable, changeable] = [await allowed(member, table, 'read'), await allowed(member, table, 'update')]
        assert.deepEqual(ids(await member.rest(`${table}?select=id`)), readable, `${name} reads ${table}`)
        const both = new Set([...changeable].filter((id) => readable.has(id)))
        const { status, body } = await member.rest(`${table}?id=not.is.null&select=id`, { method: 'PATCH', body: { [column]: `by ${name}` }, headers: REPRESENTATION })
        assert.equal(status, 200, `${name} changes ${table}: ${JSON.stringify(body)}`)
        assert.deepEqual(ids({ body }), both, `${name} changes ${table}`)
      }
    }
  })

  test('T18 the parts of the matrix that are known by heart', async () => {
    const deals = async (member) => (await member.rest('deals?select=name&order=name')).body.map(({ name }) => name.match(/^Deal (\w+)/)[1])
    assert.deepEqual(await deals(world.rep), ['rep'])
    assert.deepEqual(await deals(world.manager), ['admin', 'manager', 'otherRep', 'rep'])
    assert.deepEqual(await deals(world.outsider), ['outsider'])
    assert.deepEqual(await deals(world.analyst), ['admin', 'manager', 'otherRep', 'outsider', 'rep'])
    const { status } = await world.anonymous.rest('deals')
    assert.equal(status, 401)
  })

  /** Narrows what reps may do with deals, for the time of `action`. */
  async function withCondition(verb, condition, action) {
    const { database, here } = world
    const set = (value) => database.query(`update crm.permissions p set condition = $2 from crm.roles r
      where p.org_id = $1 and r.org_id = p.org_id and r.id = p.role_id and r.key = 'rep' and p.resource = 'deal' and p.action = $3`, [here.id, value, verb])
    await set(JSON.stringify(condition))
    try {
      await action()
    } finally {
      await set(null)
    }
  }

  test('T18 deals of a closed period are read and not changed, by any door', async () => {
    const closed = await insertDeal(world.rep, { name: 'Closed period', expected_close_on: '2025-12-31' })
    const open = await insertDeal(world.rep, { name: 'Open period', expected_close_on: '2026-12-31' })
    await withCondition('update', { field: 'expected_close_on', op: 'gte', value: '2026-01-01' }, async () => {
      const change = (id) => world.rep.rest(`deals?id=eq.${id}`, { method: 'PATCH', body: { next_step: 'call' }, headers: REPRESENTATION })
      assert.equal((await change(open.id)).body.length, 1)
      assert.deepEqual((await change(closed.id)).body, [])
      for (const [name, args] of [['win_deal', {}], ['lose_deal', { reason: 'Price' }], ['move_deal', { stage_id: closed.stage_id }]]) {
        const { status, text } = await world.rep.rpc(name, { deal_id: closed.id, ...args })
        assert.equal(status, 403, `${name}: ${text}`)
      }
      const upsert = await world.rep.rest(`deals?id=eq.${closed.id}`, { method: 'PATCH', body: { expected_close_on: '2026-12-31' }, headers: REPRESENTATION })
      assert.deepEqual(upsert.body, [], 'a closed deal was moved into the open period')
      const backdated = await world.rep.rest(`deals?id=eq.${open.id}`, { method: 'PATCH', body: { expected_close_on: '2025-01-01' }, headers: REPRESENTATION })
      assert.equal(backdated.status, 403, 'an open deal was moved into the closed period')
      assert.equal((await world.rep.rest(`deals?id=eq.${closed.id}`)).body.length, 1)
    })
  })

  test('T18 deals beyond a limit are hidden from lists, search, embeds, boards, counts and statistics', async () => {
    await insertDeal(world.rep, { name: 'Limited small', amount: 100 })
    const large = await insertDeal(world.rep, { name: 'Limited large', amount: 1_000_000 })
    await insert(world.rep, 'notes', { body: 'Limited note', deal_id: large.id })
    await withCondition('read', { field: 'amount', op: 'lte', value: 10_000 }, async () => {
      const texts = {
        rows: await world.rep.rest('deals?name=like.Limited*'), csv: await world.rep.rest('deals', { headers: { accept: 'text/csv' } }),
        search: await world.rep.rpc('search', { q: 'limited' }), embeds: await world.rep.rest('stages?select=deals(name)'),
        board: await world.rep.rpc('pipeline_board', {}), notes: await world.rep.rest('notes?select=body,deal:deal_id(name)'), byId: await world.rep.rest(`deals?id=eq.${large.id}`),
      }
      for (const [door, { status, text }] of Object.entries(texts)) {
        assert.equal(status, 200, `${door}: ${text}`)
        assert.doesNotMatch(text, /Limited large|1000000/, door)
      }
      const { body } = await world.rep.rest('deals?select=id')
      const sums = await world.rep.rest('deal_statistics?select=deal_count')
      assert.equal(sums.body.reduce((sum, { deal_count }) => sum + deal_count, 0), body.length, 'statistics')
      assert.equal((await world.rep.rpc('timeline', { kind: 'deal', id: large.id })).status === 404 || (await world.rep.rpc('timeline', { kind: 'deal', id: large.id })).body.length === 0, true)
    })
    assert.equal((await world.rep.rest('deals?name=eq.Limited large')).body.length, 1)
  })

  test('T18 a hidden field is null in rows, embeds, CSV, search and export, finds nothing as a filter, and is not written', async () => {
    const account = await insert(world.rep, 'accounts', { name: 'Masked', phone: SECRET, city: 'Bonn' })
    await insert(world.rep, 'contacts', { last_name: 'Masked', account_id: account.id })
    const field = { role_key: 'rep', resource: 'account', field: 'phone' }
    const hide = await world.admin.rpc('set_field_permission', { ...field, can_read: false, can_update: false })
    assert.equal(hide.status, 200, hide.text)
    try {
      const doors = {
        rows: await world.rep.rest('accounts?name=eq.Masked'), column: await world.rep.rest('accounts?select=phone&name=eq.Masked'), cast: await world.rep.rest('accounts?select=x:phone::text'),
        csv: await world.rep.rest('accounts?select=name,phone', { headers: { accept: 'text/csv' } }), embed: await world.rep.rest('contacts?select=last_name,account:account_id(name,phone)'),
        spread: await world.rep.rest('contacts?select=last_name,...account_id(phone)'), search: await world.rep.rpc('search', { q: SECRET }),
        changed: await world.rep.rest(`accounts?id=eq.${account.id}`, { method: 'PATCH', body: { city: 'Ulm' }, headers: REPRESENTATION }),
      }
      for (const [door, { status, text }] of Object.entries(doors)) {
        assert.equal(status, 200, `${door}: ${text}`)
        assert.ok(!text.includes(SECRET), `${door}: ${text}`)
      }
      for (const filter of [`phone=eq.${SECRET}`, 'phone=not.is.null', 'phone=like.kes*', `or=(phone.eq.${SECRET},phone.gt.a)`]) {
        assert.deepEqual((await world.rep.rest(`accounts?select=id&${filter}`)).body, [], filter)
      }
      const embedded = await world.rep.rest(`contacts?select=last_name,account:account_id!inner(name)&account.phone=eq.${SECRET}`)
      assert.deepEqual(embedded.body, [])
      const written = await world.rep.rest(`accounts?id=eq.${account.id}`, { method: 'PATCH', body: { phone: 'guess' } })
      assert.deepEqual([written.status, written.body?.code], [403, '42501'])
      const exported = await crm('export', '--org', world.here.slug, '--as', world.rep.email, 'accounts')
      assert.ok(exported.stdout.includes('Masked') && !exported.stdout.includes(SECRET), exported.stdout + exported.stderr)
      for (const other of [world.admin, world.manager]) assert.equal((await other.rest('accounts?select=phone&name=eq.Masked')).body[0].phone, SECRET)
    } finally {
      await world.admin.rpc('clear_field_permission', field)
    }
    assert.equal((await world.rep.rest('accounts?select=phone&name=eq.Masked')).body[0].phone, SECRET)
  })
})
