// Actions as one call, through the gateway.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { defaultPipeline, insert, insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

describe('functions over REST', () => {
  let world
  let rep
  let pipeline
  const stage = (type) => pipeline.stages.find((one) => one.type === type)

  before(async () => {
    world = await createWorld()
    rep = world.rep
    pipeline = await defaultPipeline(rep)
  })
  after(() => world?.close())

  test('a deal moves, is won, reopened and lost, and its history tells so', async () => {
    const deal = await insertDeal(rep, { name: 'Journey' })
    const second = pipeline.stages.filter(({ type }) => type === 'open')[1]
    const moved = await rep.rpc('move_deal', { deal_id: deal.id, stage_id: second.id, row_version: 1 })
    assert.equal(moved.status, 200, moved.text)
    assert.equal(moved.body.stage_id, second.id)
    assert.equal(moved.body.probability, second.probability)
    const won = await rep.rpc('win_deal', { deal_id: deal.id, amount: 250 })
    assert.deepEqual([won.body.status, won.body.amount, won.body.probability], ['won', 250, 1])
    const reopened = await rep.rpc('reopen_deal', { deal_id: deal.id })
    assert.deepEqual([reopened.body.status, reopened.body.closed_at], ['open', null])
    const lost = await rep.rpc('lose_deal', { deal_id: deal.id, reason: 'Price', note: 'too dear' })
    assert.equal(lost.status, 200, lost.text)
    assert.deepEqual([lost.body.status, lost.body.lost_note], ['lost', 'too dear'])
    const { body: history } = await rep.rest(`deal_stage_history?deal_id=eq.${deal.id}&order=entered_at,id&select=stage:stage_id(type),left_at`)
    assert.deepEqual(history.map((step) => step.stage.type), ['open', 'open', 'won', 'open', 'lost'])
    assert.deepEqual(history.map((step) => step.left_at === null), [false, false, false, false, true])
  })

  test('the board shows each stage with its deals in the order of the moves', async () => {
    const [one, two] = [await insertDeal(rep, { name: 'Board 1' }), await insertDeal(rep, { name: 'Board 2' })]
    await rep.rpc('move_deal', { deal_id: two.id, before_id: one.id })
    const order = async () => {
      const { body } = await rep.rpc('pipeline_board', {})
      const column = body.stages.find(({ stage_id }) => stage_id === stage('open').id)
      return column.deals.map(({ name }) => name).filter((name) => name.startsWith('Board'))
    }
    assert.deepEqual(await order(), ['Board 2', 'Board 1'])
    await rep.rpc('move_deal', { deal_id: two.id, after_id: one.id })
    assert.deepEqual(await order(), ['Board 1', 'Board 2'])
  })

  test('a lead is converted once, however often the call is repeated', async () => {
    const lead = await insert(rep, 'leads', { first_name: 'Milton', last_name: 'Waddams', company: 'Swingline', email: 'milton@swingline.example' })
    const call = () => rep.rpc('convert_lead', { lead_id: lead.id, idempotency_key: 'click-1', amount: 1200, currency: 'EUR' })
    const answers = await Promise.all([call(), call(), call()])
    for (const { status, text } of answers) assert.equal(status, 200, text)
    assert.equal(new Set(answers.map(({ body }) => body.id)).size, 1)
    const { body } = await rep.rest(`leads?id=eq.${lead.id}&select=status,account:converted_account_id(name),contact:converted_contact_id(full_name,email),deal:converted_deal_id(amount,currency)`)
    assert.deepEqual(body, [
      {
        status: 'converted',
        account: { name: 'Swingline' },
        contact: { full_name: 'Milton Waddams', email: 'milton@swingline.example' },
        deal: { amount: 1200, currency: 'EUR' },
      },
    ])
    const other = await rep.rpc('convert_lead', { lead_id: lead.id, idempotency_key: 'click-2' })
    assert.deepEqual([other.status, other.body.code], [409, 'PT409'])
    const changed = await rep.rest(`leads?id=eq.${lead.id}`, { method: 'PATCH', body: { company: 'Other' } })
    assert.ok([403, 409].includes(changed.status), `a converted lead was changed: ${changed.status}`)
  })

  test('a refused conversion leaves nothing behind', async () => {
    const lead = await insert(rep, 'leads', { last_name: 'Half', company: 'Half done Ltd' })
    const answer = await rep.rpc('convert_lead', { lead_id: lead.id, amount: 10, currency: 'EUR', stage_id: randomUUID() })
    assert.ok(answer.status >= 400, answer.text)
    assert.deepEqual((await rep.rest('accounts?name=eq.Half done Ltd')).body, [])
    assert.equal((await rep.rest(`leads?id=eq.${lead.id}&select=status`)).body[0].status, 'new')
  })

  test('a web form captures a lead with a capture key, and learns nothing', async () => {
    const source = await insert(world.admin, 'lead_sources', { key: 'web_form', name: 'Web form' })
    const { rows: [{ capture_key }] } = await world.database.query('select capture_key from crm.lead_sources where id = $1', [source.id])
    const form = { email: 'visitor@example.org', last_name: 'Visitor', message: 'Call me', capture_key }
    const answers = [await world.anonymous.rpc('capture_lead', form), await world.anonymous.rpc('capture_lead', form)]
    for (const { status, body, text } of answers) {
      assert.equal(status, 200, text)
      assert.deepEqual(body, { lead_id: null, status: 'received', duplicate: null })
    }
    const { body } = await world.admin.rest('leads?select=last_name,source:source_id(key),notes(body)&email=eq.visitor@example.org')
    assert.equal(body.length, 1)
    assert.equal(body[0].source.key, 'web_form')
    assert.equal(body[0].notes.length, 1)
  })

  test('without a key, or with a made-up one, a visitor captures nothing', async () => {
    const without = await world.anonymous.rpc('capture_lead', { email: 'a@example.org', last_name: 'A' })
    assert.equal(without.status, 401, without.text)
    const made = await world.anonymous.rpc('capture_lead', { email: 'a@example.org', last_name: 'A', capture_key: randomUUID() })
    assert.ok([401, 403, 404].includes(made.status), made.text)
  })

  test('the score of a lead is explained by contributions that add up', async () => {
    const lead = await insert(rep, 'leads', { last_name: 'Scored', job_title: 'Head of Sales', company: 'Initech', email: 'bill@initech.example', employee_count: 250 })
    const { status, body, text } = await rep.rpc('explain_lead_score', { lead_id: lead.id })
    assert.equal(status, 200, text)
    const total = body.contributions.reduce((sum, { points_hundredths }) => sum + points_hundredths, 0)
    assert.equal(total, body.score_hundredths)
    assert.equal((await rep.rest(`leads?id=eq.${lead.id}&select=score_hundredths`)).body[0].score_hundredths, body.score_hundredths)
  })

  test('search finds by the beginning of a name and marks the hit', async () => {
    await insert(rep, 'contacts', { first_name: 'Will', last_name: 'Smithers', email: 'will.smithers@example.org' })
    for (const q of ['will', 'smith', 'WILL smi', 'will.smithers@example.org']) {
      const { status, body, text } = await rep.rpc('search', { q, kinds: ['contact'], limit: 5 })
      assert.equal(status, 200, text)
      assert.equal(body.length, 1, `${q}: ${text}`)
      assert.equal(body[0].title, 'Will Smithers')
    }
    const { body } = await rep.rpc('search', { q: 'smith' })
    assert.match(body[0].highlight, /<mark>/)
  })

  test('the timeline pages through activities, newest first, none twice', async () => {
    const deal = await insertDeal(rep, { name: 'Timeline' })
    for (let n = 1; n <= 5; n += 1) {
      const activity = await insert(rep, 'activities', { kind: 'call', subject: `Call ${n}`, occurred_at: `2026-11-0${n}T10:00:00Z` })
      await insert(rep, 'activity_links', { activity_id: activity.id, deal_id: deal.id })
    }
    const subjects = []
    let cursor = null
    for (let page = 0; page < 5; page += 1) {
      const { status, body, text } = await rep.rpc('timeline', { kind: 'deal', id: deal.id, cursor, page_size: 2 })
      assert.equal(status, 200, text)
      if (body.length === 0) break
      subjects.push(...body.map(({ item, title }) => (item === 'activity' ? title : item)))
      cursor = body.at(-1).item_id
    }
    assert.deepEqual(subjects, ['Call 5', 'Call 4', 'Call 3', 'Call 2', 'Call 1', 'stage_change'])
  })

  test('analytics is a schema of its own', async () => {
    const client = await world.manager.supabase({ schema: 'analytics' })
    const { data, error } = await client.rpc('win_rate')
    assert.equal(error, null)
    assert.ok(Array.isArray(data))
  })

  test('a read-only function can be called by GET', async () => {
    const { status, body, text } = await rep.rest('rpc/search?q=smith')
    assert.equal(status, 200, text)
    assert.ok(Array.isArray(body))
    assert.equal((await rep.rest(`rpc/win_deal?deal_id=${randomUUID()}`)).status, 405)
  })
})
