// Sensitive sides of records, and single fields that a role may not read or change, at every REST door.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { insert, insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

const RETURNED = { prefer: 'return=representation' }

describe('rights on fields', () => {
  let world
  let small
  let large

  before(async () => {
    world = await createWorld()
    small = await insertDeal(world.rep, { name: 'Small', amount: 10 })
    large = await insertDeal(world.rep, { name: 'Large', amount: 7777 })
  })
  after(() => world?.close())

  const set = async (...[role, resource, field, can_read = false, can_update = false]) => {
    const answer = await world.admin.rpc('set_field_permission', { role_key: role, resource, field, can_read, can_update })
    assert.equal(answer.status, 200, answer.text)
  }
  const clear = async (role, resource, field) => {
    const answer = await world.admin.rpc('clear_field_permission', { role_key: role, resource, field })
    assert.equal(answer.status, 204, answer.text)
  }

  describe('sensitive sides', () => {
    test('are embedded as one object where they may be read, and absent elsewhere', async () => {
      await insert(world.admin, 'deal_financials', { deal_id: large.id, cost: 4000, currency: 'EUR', margin_percent: 48.5 })
      const query = `deals?select=name,deal_financials(margin_percent)&id=eq.${large.id}`
      assert.deepEqual((await world.rep.rest(query)).body, [{ name: 'Large', deal_financials: { margin_percent: 48.5 } }])
      assert.deepEqual((await world.analyst.rest(query)).body, [{ name: 'Large', deal_financials: null }])
      const filtered = await world.analyst.rest('deals?select=name,deal_financials!inner(*)&deal_financials.margin_percent=gt.40')
      assert.deepEqual(filtered.body, [])
    })

    test('are written by upsert and refused to those without the right', async () => {
      const upsert = (actor) => actor.rest('deal_financials?on_conflict=org_id,deal_id', {
        method: 'POST', body: { deal_id: large.id, cost: 3900, currency: 'EUR' }, headers: { prefer: 'resolution=merge-duplicates,return=representation' },
      })
      const answer = await upsert(world.manager)
      assert.deepEqual([answer.status, answer.body[0]?.cost, answer.body[0]?.margin_percent], [200, 3900, 48.5], answer.text)
      assert.equal((await upsert(world.rep)).status, 403)
    })

    test('pay is read by administrators, and by each member for himself', async () => {
      for (const actor of [world.rep, world.manager]) {
        await insert(world.admin, 'membership_compensation', { user_id: actor.userId, salary: 50000, currency: 'EUR' })
      }
      const { body } = await world.rep.rest('membership_compensation?select=user_id,salary')
      assert.deepEqual(body, [{ user_id: world.rep.userId, salary: 50000 }])
      assert.equal((await world.admin.rest('membership_compensation')).body.length, 2)
    })
  })

  describe('a hidden field', () => {
    before(async () => {
      // the statements that follow are prepared on PostgREST's connections before the field is hidden
      for (const actor of [world.rep, world.manager]) await actor.rest('deals?select=*&order=amount.desc')
      await set('rep', 'deal', 'amount')
    })
    after(() => clear('rep', 'deal', 'amount'))

    test('is null in select=* with the very next request, and seen by others on the same connections', async () => {
      for (let round = 0; round < 15; round += 1) {
        const [hidden, seen] = await Promise.all([world.rep, world.manager].map((actor) => actor.rest('deals?select=*&order=amount.desc')))
        assert.deepEqual(hidden.body.map(({ amount }) => amount), [null, null])
        assert.deepEqual(seen.body.map(({ amount }) => amount), [7777, 10])
        assert.equal(Object.keys(hidden.body[0]).length, Object.keys(seen.body[0]).length)
      }
    })

    test('finds nothing by filters and counts', async () => {
      for (const filter of ['amount=gt.5000', 'amount=eq.7777', 'amount=not.is.null', 'or=(amount.gt.5000,amount.lt.0)', 'amount=in.(10,7777)']) {
        const { body, headers } = await world.rep.rest(`deals?select=id&${filter}`, { headers: { prefer: 'count=exact' } })
        assert.deepEqual([body, headers.get('content-range')], [[], '*/0'], filter)
      }
      assert.equal((await world.rep.rest('deals?select=id&amount=is.null')).body.length, 2)
    })

    test('orders nothing', async () => {
      const names = async (order) => (await world.rep.rest(`deals?select=name&order=${order}`)).body.map(({ name }) => name)
      assert.deepEqual(await names('amount.asc,name'), ['Large', 'Small'])
      assert.deepEqual(await names('amount.desc,name'), ['Large', 'Small'])
    })

    test('is null in embeds, and filters none', async () => {
      const { body } = await world.rep.rest('pipelines?select=deals(name,amount)&deals.order=name')
      assert.deepEqual(body.flatMap(({ deals }) => deals), [{ name: 'Large', amount: null }, { name: 'Small', amount: null }])
      const inner = await world.rep.rest('pipelines?select=name,deals!inner(name)&deals.amount=gt.5')
      assert.deepEqual(inner.body, [])
      const spread = await world.rep.rest(`deal_stage_history?select=amount,deal:deal_id(amount)&deal_id=eq.${large.id}`)
      assert.deepEqual(spread.body, [{ amount: null, deal: { amount: null } }])
    })

    test('is empty in CSV, statistics, the board, the timeline and search', async () => {
      const { text } = await world.rep.rest('deals?select=name,amount&order=name', { headers: { accept: 'text/csv' } })
      assert.equal(text.trim().replaceAll('"', ''), 'name,amount\nLarge,\nSmall,')
      const answers = [
        await world.rep.rest('deal_statistics'), await world.rep.rpc('pipeline_board'), await world.rep.rpc('search', { q: 'large' }),
        await world.rep.rpc('timeline', { kind: 'deal', id: large.id }),
      ]
      for (const { status, text: shown } of answers) {
        assert.equal(status, 200, shown)
        assert.doesNotMatch(shown, /77\d\d/)
      }
    })

    test('is null in what changes and functions return', async () => {
      const patch = await world.rep.rest(`deals?id=eq.${large.id}`, { method: 'PATCH', body: { next_step: 'call' }, headers: RETURNED })
      assert.deepEqual([patch.status, patch.body[0].amount, patch.body[0].next_step], [200, null, 'call'], patch.text)
      const moved = await world.rep.rpc('move_deal', { deal_id: large.id })
      assert.deepEqual([moved.status, moved.body.name, moved.body.amount], [200, 'Large', null], moved.text)
    })

    test('is refused by name when it is written', async () => {
      for (const amount of [5, 7777, null]) {
        const { status, body } = await world.rep.rest(`deals?id=eq.${large.id}`, { method: 'PATCH', body: { amount } })
        assert.deepEqual([status, body.code, body.message], [403, '42501', 'you may not change amount of this deal'])
      }
      const created = await world.rep.rest('deals', { method: 'POST', body: { name: 'New', amount: 5 } })
      assert.equal(created.status, 403, created.text)
      const { rows: [{ amount }] } = await world.database.query('select amount from crm.deals where id = $1', [large.id])
      assert.equal(Number(amount), 7777)
    })

    test('survives a bulk insert that leaves it out', async () => {
      const bulk = await world.rep.rest('deals', { method: 'POST', body: [{ name: 'One' }, { name: 'Two' }], headers: RETURNED })
      assert.equal(bulk.status, 201, bulk.text)
      await world.rep.rest(`deals?id=in.(${bulk.body.map(({ id }) => id)})`, { method: 'DELETE' })
    })
  })

  test('a field that is opened again is seen with the next request', async () => {
    const { body } = await world.rep.rest(`deals?select=amount&id=in.(${small.id},${large.id})&order=amount`)
    assert.deepEqual(body, [{ amount: 10 }, { amount: 7777 }])
  })

  test('PUT that carries null for a hidden field is refused, and the field kept', async () => {
    await set('manager', 'deal.financials', 'margin_percent')
    const row = { deal_id: large.id, cost: 1, currency: 'EUR', margin_percent: null, approved_discount_percent: null, commission_percent: null, note: null, custom: {} }
    const upsert = await world.manager.rest('deal_financials?on_conflict=org_id,deal_id', {
      method: 'POST', body: row, headers: { prefer: 'resolution=merge-duplicates' },
    })
    assert.deepEqual([upsert.status, upsert.body?.code], [403, '42501'], upsert.text)
    const { rows: [kept] } = await world.database.query('select margin_percent from crm.deal_financials where deal_id = $1', [large.id])
    assert.equal(Number(kept.margin_percent), 48.5)
    await clear('manager', 'deal.financials', 'margin_percent')
  })

  test('another organization notices nothing', async () => {
    await set('rep', 'deal', 'amount')
    const theirs = await insertDeal(world.otherTenantRep, { name: 'Theirs', amount: 42 })
    const { body } = await world.otherTenantRep.rest(`deals?select=amount&id=eq.${theirs.id}&amount=gt.40`)
    assert.deepEqual(body, [{ amount: 42 }])
    await clear('rep', 'deal', 'amount')
  })

  test('only those who may change roles restrict fields', async () => {
    for (const actor of [world.rep, world.manager, world.analyst]) {
      const { status } = await actor.rpc('set_field_permission', { role_key: 'analyst', resource: 'deal', field: 'amount' })
      assert.equal(status, 403)
      assert.equal((await actor.rest('field_permissions', { method: 'POST', body: { role_id: small.id, resource: 'deal', field: 'amount' } })).status, 403)
    }
  })
})
