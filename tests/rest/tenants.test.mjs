// Nothing of another organization is seen, changed, counted or betrayed: attack cases T01 to T10.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { defaultPipeline, insert, insertSet } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

const CANARY = 'zxcanary'
const TABLES = ['accounts', 'contacts', 'leads', 'deals', 'notes']
const single = { accept: 'application/vnd.pgrst.object+json' }

describe('tenants', () => {
  let world
  let strangers // who must see nothing of `theirs`
  let theirs
  let ours

  before(async () => {
    world = await createWorld()
    theirs = await insertSet(world.otherTenantAdmin, CANARY)
    ours = await insertSet(world.rep, 'ourword')
    strangers = [world.rep, world.admin]
  })
  after(() => world?.close())

  const idOf = (table) => theirs[table.slice(0, -1)].id
  const unchanged = async (table) => {
    const { rows } = await world.database.query(`select to_jsonb(t) as row from crm.${table} t where id = $1`, [idOf(table)])
    assert.equal(rows.length, 1)
    assert.equal(rows[0].row.row_version, 1)
  }

  for (const table of TABLES) {
    test(`T01 ${table} of another tenant cannot be read, however they are asked for`, async () => {
      const id = idOf(table)
      const queries = [`id=eq.${id}`, `id=in.(${id})`, `or=(id.eq.${id},id.is.null)`, `id=not.is.null&id=eq.${id}`, `id=gte.${id}&id=lte.${id}`]
      for (const actor of strangers) {
        for (const query of queries) {
          const { status, body } = await actor.rest(`${table}?${query}`)
          assert.deepEqual([status, body], [200, []], `${actor.label}: ${query}`)
        }
        const object = await actor.rest(`${table}?id=eq.${id}`, { headers: single })
        const absent = await actor.rest(`${table}?id=eq.${randomUUID()}`, { headers: single })
        assert.equal(object.status, 406)
        assert.deepEqual(object.body, absent.body)
        const csv = await actor.rest(`${table}?id=eq.${id}`, { headers: { accept: 'text/csv' } })
        assert.doesNotMatch(csv.text, new RegExp(CANARY))
        const all = await actor.rest(`${table}?select=*&limit=1000`)
        assert.doesNotMatch(all.text, new RegExp(CANARY))
        assert.ok(!all.text.includes(world.there.id))
      }
      const nobody = await world.anonymous.rest(`${table}?id=eq.${id}`)
      assert.equal(nobody.status, 401)
      assert.doesNotMatch(nobody.text, new RegExp(CANARY))
      const owner = await world.otherTenantAdmin.rest(`${table}?id=eq.${id}&select=id`)
      assert.deepEqual(owner.body, [{ id }])
    })

    test(`T02 ${table} of another tenant cannot be changed or deleted`, async () => {
      const id = idOf(table)
      const representation = { prefer: 'return=representation' }
      for (const actor of strangers) {
        const patch = await actor.rest(`${table}?id=eq.${id}`, { method: 'PATCH', body: { custom: { stolen: true } }, headers: representation })
        assert.deepEqual([patch.status, patch.body], [200, []])
        const removal = await actor.rest(`${table}?id=eq.${id}`, { method: 'DELETE', headers: representation })
        assert.deepEqual([removal.status, removal.body], [200, []])
      }
      await unchanged(table)
    })
  }

  test('T02 an upsert cannot reach another tenant', async () => {
    const row = { org_id: world.there.id, id: theirs.account.id, name: 'Taken over' }
    const prefer = 'resolution=merge-duplicates,return=representation'
    const answer = await world.admin.rest('accounts?on_conflict=org_id,id', { method: 'POST', body: row, headers: { prefer } })
    assert.equal(answer.status, 403)
    assert.equal(answer.body.code, '42501')
    await unchanged('accounts')
  })

  test('T03 a forged org_id is refused, and nothing of the batch is stored', async () => {
    const rows = [{ name: 'Forged 1', org_id: world.here.id }, { name: 'Forged 2', org_id: world.there.id }]
    const answer = await world.admin.rest('accounts', { method: 'POST', body: rows })
    assert.equal(answer.status, 403)
    const { rows: stored } = await world.database.query("select from crm.accounts where name like 'Forged %'")
    assert.equal(stored.length, 0)
    const moved = await world.admin.rest(`accounts?id=eq.${ours.account.id}`, { method: 'PATCH', body: { org_id: world.there.id } })
    assert.equal(moved.status, 403)
  })

  test('T04 embeds show no row of another tenant', async () => {
    const everything = 'accounts?select=*,parent:parent_id(*),contacts(*),deals(*,contact:contact_id(*),stage:stage_id(*,pipeline:pipeline_id(*)),notes(*))'
    const { status, text } = await world.admin.rest(everything)
    assert.equal(status, 200, text)
    assert.doesNotMatch(text, new RegExp(CANARY))
    assert.match(text, /ourword/)
  })

  test('T06 functions answer the same for ids of another tenant and for absent ones', async () => {
    const calls = [
      ['move_deal', (id) => ({ deal_id: id, stage_id: ours.deal.stage_id })],
      ['win_deal', (id) => ({ deal_id: id })],
      ['lose_deal', (id) => ({ deal_id: id, reason: 'Price' })],
      ['convert_lead', (id) => ({ lead_id: id })],
      ['explain_lead_score', (id) => ({ lead_id: id })],
      ['restore', (id) => ({ kind: 'deal', id })],
    ]
    for (const [name, argumentsFor] of calls) {
      const foreign = name.includes('lead') ? theirs.lead.id : theirs.deal.id
      const absent = randomUUID()
      const one = await world.admin.rpc(name, argumentsFor(foreign))
      const other = await world.admin.rpc(name, argumentsFor(absent))
      assert.ok([403, 404].includes(one.status), `${name}: ${one.status} ${one.text}`)
      assert.deepEqual(
        [one.status, one.text.replaceAll(foreign, 'ID')],
        [other.status, other.text.replaceAll(absent, 'ID')],
        name,
      )
    }
    for (const table of ['leads', 'deals']) await unchanged(table)
  })

  test('T07 planned and estimated counts are the exact count of the caller', async () => {
    for (const filter of [`name=eq.Account ${CANARY}`, 'name=eq.nothing', '']) {
      const counts = []
      // the last one holds a letter outside of ASCII
      for (const preference of ['count=exact', 'count=planned', 'count=estimated', 'tx=commit,Count = planned', 'count=planned,note=Ã©']) {
        const answer = await world.admin.rest(`accounts?${encodeURI(filter)}&select=id`, { method: 'HEAD', headers: { prefer: preference } })
        counts.push(answer.headers.get('content-range')?.split('/')[1])
      }
      assert.equal(new Set(counts).size, 1, `${filter}: ${counts}`)
    }
  })

  test('T07 a query plan is not shown', async () => {
    for (const accept of ['application/vnd.pgrst.plan', 'application/vnd.pgrst.plan+json; options=analyze|verbose']) {
      const { status, body } = await world.admin.rest('accounts', { headers: { accept } })
      assert.deepEqual([status, body.code], [415, 'PGRST107'])
    }
  })

  test('T07 aggregates are refused', async () => {
    for (const select of ['count()', 'amount.sum()', 'currency,amount.avg()', 'account:account_id(count())', 'name,...account_id(n:id.count())']) {
      const { status, body } = await world.admin.rest(`deals?select=${select}`)
      assert.deepEqual([status, body.code], [400, 'PGRST123'], select)
    }
  })

  test('T08 a reference to a row of another tenant fails as a reference to nothing', async () => {
    const { stage_id, pipeline_id } = ours.deal
    const answers = []
    for (const account_id of [theirs.account.id, randomUUID()]) {
      const { status, body } = await world.rep.rest('deals', { method: 'POST', body: { name: 'Probe', currency: 'EUR', stage_id, pipeline_id, account_id } })
      answers.push([status, body.code, body.message.replaceAll(account_id, 'ID'), `${body.details}`.replaceAll(account_id, 'ID')])
    }
    assert.deepEqual(answers[0], answers[1])
    assert.deepEqual(answers[0].slice(0, 2), [409, '23503'])
  })

  test('T08 names that another tenant uses are free', async () => {
    await insert(world.otherTenantAdmin, 'tags', { name: 'Shared name' })
    const { id } = await insert(world.admin, 'tags', { name: 'Shared name' })
    assert.ok(id)
    const again = await world.admin.rest('tags', { method: 'POST', body: { name: 'Shared name' } })
    assert.deepEqual([again.status, again.body.code], [409, '23505'])
  })

  test('T08 the server gives the ids', async () => {
    const { status, body } = await world.admin.rest('accounts', { method: 'POST', body: { id: theirs.account.id, name: 'Taken id' } })
    assert.deepEqual([status, body.code], [403, '42501'])
  })

  test('T09 refusals name no hidden object', async () => {
    const { status, text } = await world.anonymous.rpc('capture_leads', {})
    assert.equal(status, 404)
    assert.doesNotMatch(text, /Perhaps|crm_private|capture_lead\b/)
    const table = await world.rep.rest('dealz')
    assert.equal(table.status, 404)
    assert.doesNotMatch(table.text, /Perhaps/)
  })

  test('T09 a table that is not exposed looks like one that does not exist', async () => {
    const hidden = await world.rep.rest('claim_sources')
    const missing = await world.rep.rest('claim_sourcez')
    assert.equal(hidden.status, missing.status)
    assert.equal(hidden.text.replaceAll('claim_sources', 'X'), missing.text.replaceAll('claim_sourcez', 'X'))
    const profile = await world.rep.rest('claim_sources', { headers: { 'accept-profile': 'crm_private' } })
    assert.equal(profile.status, 406)
  })

  test('T10 search finds nothing of another tenant', async () => {
    for (const actor of strangers) {
      const { status, body, text } = await actor.rpc('search', { q: CANARY })
      assert.equal(status, 200, text)
      assert.deepEqual(body, [])
    }
    const own = await world.otherTenantAdmin.rpc('search', { q: CANARY })
    assert.ok(own.body.length >= 4, own.text)
  })

  test('a stage of another tenant cannot be entered', async () => {
    const foreign = await defaultPipeline(world.otherTenantAdmin)
    const answer = await world.rep.rpc('move_deal', { deal_id: ours.deal.id, stage_id: foreign.stages[1].id })
    assert.ok([404, 409].includes(answer.status), answer.text)
  })
})
