// Rows as plain resources, with the client that applications use.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { defaultPipeline, insert, insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

describe('records over REST', () => {
  let world
  let rep
  let crm

  before(async () => {
    world = await createWorld()
    rep = world.rep
    crm = await rep.supabase()
  })
  after(() => world?.close())

  test('supabase-js creates, reads, updates and deletes an account', async () => {
    const created = await crm.from('accounts').insert({ name: 'Initech', industry: 'software' }).select().single()
    assert.equal(created.error, null)
    assert.equal(created.data.org_id, world.here.id)
    assert.equal(created.data.owner_id, rep.userId)
    assert.equal(created.data.row_version, 1)

    const updated = await crm.from('accounts').update({ industry: 'finance' }).eq('id', created.data.id).select().single()
    assert.equal(updated.data.industry, 'finance')
    assert.equal(updated.data.row_version, 2)

    const read = await crm.from('accounts').select('name, industry').eq('id', created.data.id).single()
    assert.deepEqual(read.data, { name: 'Initech', industry: 'finance' })

    assert.equal((await crm.from('accounts').delete().eq('id', created.data.id)).error, null)
    assert.deepEqual((await crm.from('accounts').select().eq('id', created.data.id)).data, [])
  })

  test('embeds follow foreign keys by the name of their column', async () => {
    const parent = await insert(rep, 'accounts', { name: 'Parent' })
    const account = await insert(rep, 'accounts', { name: 'Child', parent_id: parent.id })
    const contact = await insert(rep, 'contacts', { first_name: 'Bill', last_name: 'Lumbergh', account_id: account.id })
    const deal = await insertDeal(rep, { name: 'Embedded', account_id: account.id, contact_id: contact.id })
    const { data, error } = await crm
      .from('deals')
      .select('name, account:account_id(name, parent:parent_id(name)), contact:contact_id(full_name), stage:stage_id(type), pipeline:pipeline_id(name)')
      .eq('id', deal.id)
      .single()
    assert.equal(error, null)
    assert.deepEqual(data.account, { name: 'Child', parent: { name: 'Parent' } })
    assert.deepEqual(data.contact, { full_name: 'Bill Lumbergh' })
    assert.equal(data.stage.type, 'open')
    const many = await crm.from('accounts').select('name, deals(name), contacts(last_name)').eq('id', account.id).single()
    assert.equal(many.error, null)
    assert.deepEqual(many.data, { name: 'Child', deals: [{ name: 'Embedded' }], contacts: [{ last_name: 'Lumbergh' }] })
  })

  test('filters, order, range and count work together', async () => {
    const amounts = [10, 20, 30, 40, 50]
    for (const amount of amounts) await insertDeal(rep, { name: `Paged ${amount}`, amount })
    const { data, count, error } = await crm
      .from('deals')
      .select('amount', { count: 'exact' })
      .like('name', 'Paged %')
      .gte('amount', 20)
      .order('amount', { ascending: false })
      .range(1, 2)
    assert.equal(error, null)
    assert.deepEqual(data, [{ amount: 40 }, { amount: 30 }])
    assert.equal(count, 4)
  })

  test('upsert merges on the key that the client names', async () => {
    const admin = await world.admin.supabase()
    const upsert = (color) => admin.from('tags').upsert({ name: 'Important', color }, { onConflict: 'org_id,name' }).select().single()
    const first = await upsert('#ff0000')
    assert.equal(first.error, null)
    const second = await upsert('#00ff00')
    assert.equal(second.error, null)
    assert.equal(second.data.id, first.data.id)
    assert.equal(second.data.color, '#00ff00')
  })

  test('a bulk insert stores all rows, and none when one is bad', async () => {
    const rows = (last) => [...Array(20).keys()].map((n) => ({ name: `Bulk ${n}` })).concat(last)
    const good = await crm.from('accounts').insert(rows({ name: 'Bulk last' })).select('id')
    assert.equal(good.data.length, 21)
    const bad = await crm.from('accounts').insert(rows({ name: null }))
    assert.equal(bad.status, 400)
    const { count } = await crm.from('accounts').select('*', { count: 'exact', head: true }).like('name', 'Bulk %')
    assert.equal(count, 21)
  })

  test('answers come as CSV when asked', async () => {
    await insert(rep, 'accounts', { name: 'Comma, "quoted"', city: 'csv-town' })
    const { data } = await crm.from('accounts').select('name,city').eq('city', 'csv-town').csv()
    assert.equal(data, 'name,city\n"Comma, ""quoted""",csv-town')
  })

  test('a stale row_version is refused with 409 and says both versions; the row stays', async () => {
    const deal = await insertDeal(rep, { name: 'Stale' })
    const change = (body) => rep.rest(`deals?id=eq.${deal.id}`, { method: 'PATCH', body })
    assert.equal((await change({ amount: 200, row_version: 1 })).status, 204)
    const stale = await change({ amount: 300, row_version: 1 })
    assert.equal(stale.status, 409)
    assert.equal(stale.body.code, 'PT409')
    assert.match(stale.body.message, /changed/)
    assert.match(`${stale.body.details}`, /1.*2|2.*1/s)
    const { body } = await rep.rest(`deals?id=eq.${deal.id}&select=amount,row_version`)
    assert.deepEqual(body, [{ amount: 200, row_version: 2 }])
  })

  test('money keeps its cents, and what does not fit is refused', async () => {
    const deal = await insertDeal(rep, { name: 'Cents', amount: 12345678901.12 })
    assert.equal(deal.amount, 12345678901.12)
    const tooLarge = await rep.rest(`deals?id=eq.${deal.id}`, { method: 'PATCH', body: { amount: 1e30 } })
    assert.equal(tooLarge.status, 400)
    assert.equal(tooLarge.body.code, '22003')
  })

  test('custom fields are kept as they came', async () => {
    const custom = { size: 'XL', nested: { list: [1, 'two', null] }, emoji: '👩‍👩‍👧', twin: 'é' }
    const account = await insert(rep, 'accounts', { name: 'Custom', custom })
    const { body } = await rep.rest(`accounts?select=custom&custom->>size=eq.XL&id=eq.${account.id}`)
    assert.deepEqual(body, [{ custom }])
  })

  test('a deal goes to the bin with what hangs on it, and comes back whole', async () => {
    const deal = await insertDeal(rep, { name: 'Binned' })
    const note = await insert(rep, 'notes', { body: 'goes along', deal_id: deal.id })
    assert.equal((await rep.rest(`deals?id=eq.${deal.id}`, { method: 'DELETE' })).status, 204)
    assert.deepEqual((await rep.rest(`notes?id=eq.${note.id}`)).body, [])
    const restored = await rep.rpc('restore', { kind: 'deal', id: deal.id })
    assert.equal(restored.status, 200, restored.text)
    const { body } = await rep.rest(`deals?id=eq.${deal.id}&select=name,amount,notes(body)`)
    assert.deepEqual(body, [{ name: 'Binned', amount: 100, notes: [{ body: 'goes along' }] }])
  })

  test('the default pipeline runs from open stages to one won and one lost', async () => {
    const { stages } = await defaultPipeline(rep)
    assert.deepEqual([...new Set(stages.map(({ type }) => type))].sort(), ['lost', 'open', 'won'])
    assert.deepEqual(stages.filter(({ type }) => type !== 'open').map(({ type, probability }) => [type, probability]).sort(), [['lost', 0], ['won', 1]])
  })
})
