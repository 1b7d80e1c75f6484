// Each kind of bad request gets its own status, a code and a text that helps; nothing is half done.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { insert, insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

describe('refusals', () => {
  let world
  let rep
  let deal

  before(async () => {
    world = await createWorld()
    rep = world.rep
    deal = await insertDeal(rep, { name: 'Refused' })
  })
  after(() => world?.close())

  /** Status and code of an answer, which must carry a message and no internals. */
  function verdict({ status, body, text }) {
    assert.ok(body?.message, `no message: ${text}`)
    assert.doesNotMatch(text, /crm_private|pgrst_source|stack depth|\.rs:\d/)
    return [status, body.code]
  }

  const cases = [
    ['a wrong type in a filter', () => rep.rest('deals?amount=eq.lots'), [400, '22P02']],
    ['a wrong uuid in a filter', () => rep.rest('deals?id=eq.42'), [400, '22P02']],
    ['a wrong date', () => rep.rest('deals?expected_close_on=eq.tomorrow-ish'), [400, '22007']],
    ['a wrong type in a body', () => rep.rest('accounts', { method: 'POST', body: { name: 'X', employee_count: 'many' } }), [400, '22P02']],
    ['an unknown column in a filter', () => rep.rest('deals?colour=eq.red'), [400, '42703']],
    ['an unknown column in a body', () => rep.rest('accounts', { method: 'POST', body: { name: 'X', colour: 'red' } }), [400, 'PGRST204']],
    ['an unknown table', () => rep.rest('dealz'), [404, '42P01']],
    ['an unknown function', () => rep.rpc('win_dealz'), [404, 'PGRST202']],
    ['an unknown argument', () => rep.rpc('win_deal', { deal: deal.id }), [404, 'PGRST202']],
    ['an unknown embed', () => rep.rest('deals?select=*,colours(*)'), [400, 'PGRST200']],
    ['an operator that does not exist', () => rep.rest('deals?amount=above.3'), [400, 'PGRST100']],
    ['a body that is no JSON', () => rep.rest('accounts', { method: 'POST', raw: '{"name": ' }), [400, 'PGRST102']],
    ['a missing required value', () => rep.rest('accounts', { method: 'POST', body: { name: null } }), [400, '23502']],
    ['an empty name', () => rep.rest('accounts', { method: 'POST', body: { name: '  ' } }), [400, '23514']],
    ['a negative amount', () => rep.rest(`deals?id=eq.${deal.id}`, { method: 'PATCH', body: { amount: -1 } }), [400, '23514']],
    ['a currency that does not exist', () => rep.rest(`deals?id=eq.${deal.id}`, { method: 'PATCH', body: { currency: 'XXX' } }), [409, '23503']],
    ['an account that does not exist', () => rep.rest(`deals?id=eq.${deal.id}`, { method: 'PATCH', body: { account_id: randomUUID() } }), [409, '23503']],
    ['a number in custom that is no object', () => rep.rest('accounts', { method: 'POST', body: { name: 'X', custom: [1] } }), [400, '23514']],
    ['a NUL character in a body', () => rep.rest('accounts', { method: 'POST', body: { name: 'a\u0000b' } }), [400]],
    ['a lost deal without a reason', () => rep.rpc('lose_deal', { deal_id: deal.id, reason: '' }), [400]],
    ['a deal that does not exist', () => rep.rpc('win_deal', { deal_id: randomUUID() }), [404, 'PT404']],
    ['a stale version in a function', () => rep.rpc('move_deal', { deal_id: deal.id, stage_id: deal.stage_id, row_version: 99 }), [409, 'PT409']],
    ['a schema that is not exposed', () => rep.rest('users', { headers: { 'accept-profile': 'auth' } }), [406, 'CRM108']],
    ['the schema public', () => rep.rest('deals', { headers: { 'accept-profile': 'public' } }), [406, 'CRM108']],
    ['a kind that search does not know', () => rep.rpc('search', { q: 'x', kinds: ['unicorn'] }), [400, '22023']],
    ['a kind that the bin does not know', () => rep.rpc('restore', { kind: 'unicorn', id: deal.id }), [404, 'PT404']],
    ['a status written past the stages', () => rep.rest(`deals?id=eq.${deal.id}`, { method: 'PATCH', body: { status: 'won' } }), [403, '42501']],
    ['a score written by hand', () => rep.rest('leads', { method: 'POST', body: { last_name: 'X', score_hundredths: 10000 } }), [403, '42501']],
    ['a generated column written', () => rep.rest('contacts', { method: 'POST', body: { last_name: 'X', full_name: 'Y' } }), [400, '428C9']],
  ]

  for (const [what, call, [status, code]] of cases) {
    test(`${what} is answered with ${status}${code ? ` ${code}` : ''}`, async () => {
      const [gotStatus, gotCode] = verdict(await call())
      assert.equal(gotStatus, status)
      if (code) assert.equal(gotCode, code)
    })
  }

  test('a duplicate is answered with 409 and does not show the other row', async () => {
    await insert(world.admin, 'products', { sku: 'P-1', name: 'Widget' })
    const answer = await world.admin.rest('products', { method: 'POST', body: { sku: 'P-1', name: 'Other' } })
    assert.deepEqual(verdict(answer), [409, '23505'])
  })

  test('the database hint to set the schema reaches a client that forgot it', async () => {
    const { body } = await rep.rest('deals', { headers: { 'accept-profile': 'public' } })
    assert.match(body.hint, /schema: 'crm'/)
  })

  test('a refused deal is as it was', async () => {
    const { body } = await rep.rest(`deals?id=eq.${deal.id}&select=amount,status,row_version,currency`)
    assert.deepEqual(body, [{ amount: 100, status: 'open', row_version: 1, currency: 'EUR' }])
  })

  test('PATCH and DELETE without a filter are refused, and nothing is gone', async () => {
    for (const [method, body] of [['PATCH', { next_step: 'x' }], ['DELETE', undefined]]) {
      for (const query of ['', '?select=id', '?account.name=eq.x&select=id,account:account_id(name)', '?account.custom-%3E%3Etier=eq.x&select=id,account:account_id(name)']) {
        const answer = await rep.rest(`deals${query}`, { method, body })
        assert.deepEqual(verdict(answer), [400, 'CRM107'], `${method} ${query}`)
      }
    }
    assert.ok((await rep.rest('deals?select=id')).body.length > 0)
  })
})
