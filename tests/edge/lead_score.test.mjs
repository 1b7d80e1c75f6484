// The score of a draft at the edge is the score that SQL computes, to the last bit.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { pick, randomFrom, seed } from '../support/random.mjs'
import { createWorld } from '../support/world.mjs'

const LEADS = 10_000
const CALLERS = 8
const AS_OF = '2026-11-20T12:00:00Z'

// A model in which every kind of arithmetic decides: decay over odd half-lives, caps that bind, fractions of points.
const DECAYING = {
  cap: 60,
  groups: [
    { key: 'fit', kind: 'fit', cap: 31.37, rules: [
      { key: 'large', points: 17.77, when: { field: 'employee_count', op: 'gte', value: 100 } },
      { key: 'chief', points: 23.45, when: { field: 'job_title', op: 'word', value: ['chief'] } },
    ] },
    { key: 'fresh', kind: 'engagement', cap: 40, rules: [
      { key: 'new', points: 33.33, since: 'created_at', half_life_days: 7.3 },
      { key: 'seen', points: 21.21, since: 'last_activity_at', half_life_days: 11.9 },
    ] },
  ],
  grades: { fit: { A: 20, B: 10 }, engagement: { 1: 30, 2: 12 } },
}

const TEXTS = ['', 'Head of Sales', 'CEO', 'chief technology officer', 'Intern', 'Geschäftsführer', '部長', 'VP Marketing', 'x'.repeat(300)]
const COUNTRIES = ['US', 'DE', 'AT', 'JP', null, 'ZZ']
const EMAILS = ['a@initech.example', 'b@gmail.com', '', null, 'not an address', 'Z@EXAMPLE.ORG']

function randomLead(random) {
  const maybe = (value) => (random() < 0.8 ? value : undefined)
  const instant = () => new Date(Date.parse(AS_OF) - random() * 4e10).toISOString()
  return {
    job_title: maybe(pick(random, TEXTS)),
    company: maybe(pick(random, TEXTS)),
    email: maybe(pick(random, EMAILS)),
    phone: maybe(pick(random, ['+43 1 234567', '', null])),
    country: maybe(pick(random, COUNTRIES)),
    industry: maybe(pick(random, ['software', 'retail', 'Finance', null])),
    website: maybe(pick(random, ['https://initech.example', null])),
    employee_count: maybe(Math.floor(10 ** (random() * 6))),
    annual_revenue: maybe(Math.floor(10 ** (random() * 10)) / 100),
    created_at: maybe(instant()),
    last_activity_at: maybe(pick(random, [instant(), null])),
    source: maybe(pick(random, ['website', 'referral', 'event', 'partner', null])),
    activities: maybe(Array.from({ length: Math.floor(random() * 6) }, () => ({ kind: pick(random, ['call', 'email', 'meeting', 'task', 'note']), occurred_at: instant() }))),
  }
}

describe('lead-score', () => {
  let world
  let headers

  before(async () => {
    world = await createWorld()
    headers = { ...(await world.rep.headers()), 'content-type': 'application/json' }
  })
  after(() => world?.close())

  const call = (body, more = {}) =>
    fetch(`${process.env.API_URL}/functions/v1/lead-score`, { method: 'POST', headers, body: typeof body === 'string' || body instanceof Uint8Array ? body : JSON.stringify(body), ...more })

  async function atTheEdge(lead, model) {
    const response = await call({ lead, model, as_of: AS_OF })
    const text = await response.text()
    assert.equal(response.status, 200, text)
    const { as_of, ...answer } = JSON.parse(text)
    assert.equal(as_of, AS_OF)
    return answer
  }

  async function inSql(leads, model) {
    const { rows } = await world.database.query(
      `select crm_ext.explain_score(coalesce($1::jsonb, crm_ext.default_lead_model()), lead, $2) as answer,
              crm_ext.score_lead(coalesce($1::jsonb, crm_ext.default_lead_model()), lead, $2) as score_hundredths
       from jsonb_array_elements($3::jsonb) with ordinality as l (lead, place) order by place`,
      [model ? JSON.stringify(model) : null, AS_OF, JSON.stringify(leads)],
    )
    return rows
  }

  for (const [name, model, share] of [['the default model', undefined, 0.5], ['a model of its own', DECAYING, 0.5]]) {
    test(`scores ${LEADS * share} random leads as SQL does, with ${name} (seed ${seed})`, async () => {
      const random = randomFrom(seed + share * 2)
      const leads = Array.from({ length: LEADS * share }, () => JSON.parse(JSON.stringify(randomLead(random))))
      const expected = await inSql(leads, model)
      let next = 0
      const caller = async () => {
        for (let n = next++; n < leads.length; n = next++) {
          const answer = await atTheEdge(leads[n], model)
          assert.deepEqual(answer, expected[n].answer, JSON.stringify(leads[n]))
          assert.ok(Object.is(answer.score_hundredths, expected[n].score_hundredths))
          const total = answer.contributions.reduce((sum, { points_hundredths }) => sum + points_hundredths, 0)
          assert.equal(total, answer.score_hundredths)
        }
      }
      await Promise.all(Array.from({ length: CALLERS }, caller))
      const different = new Set(expected.map((row) => row.score_hundredths))
      assert.ok(different.size > 20, `the random leads have only ${different.size} different scores`)
    })
  }

  const bad = [
    ['a body that is no JSON', '{"lead": ', 400],
    ['a body that is no object', '[]', 400],
    ['no lead', {}, 400],
    ['a lead that is no object', { lead: [] }, 400],
    ['a wrong type', { lead: { employee_count: 'many' } }, 400],
    ['an unknown key', { lead: {}, modell: {} }, 400],
    ['a model that is not valid', { lead: {}, model: { cap: 1 } }, 400],
    ['an instant that is none', { lead: {}, as_of: 'today' }, 400],
    ['invalid UTF-8', new Uint8Array([0x7b, 0x22, 0xff, 0x22, 0x7d]), 400],
    ['deep nesting', `{"lead": ${'['.repeat(5000)}`, 400],
    ['a body of 300 KB', ' '.repeat(300_000), 413],
  ]
  for (const [what, body, status] of bad) {
    test(`${what} is answered with ${status}, and the function lives on`, async () => {
      const response = await call(body)
      const text = await response.text()
      assert.equal(response.status, status, text)
      assert.ok(JSON.parse(text).message, text)
      assert.equal((await call({ lead: {} })).status, 200)
    })
  }

  test('a caller without any key is answered with 401', async () => {
    assert.equal((await call({ lead: {} }, { headers: { 'content-type': 'application/json' } })).status, 401)
  })

  test('another method is answered with 405, an unknown function with 404', async () => {
    assert.equal((await call(undefined, { method: 'PUT', body: '{}' })).status, 405)
    const unknown = await fetch(`${process.env.API_URL}/functions/v1/no-such-function`, { method: 'POST', headers, body: '{}' })
    assert.equal(unknown.status, 404)
  })
})
