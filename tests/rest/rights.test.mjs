// Who sees and does what inside one organization; what nobody may write: T16, T17, T18.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { insert, insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

describe('rights', () => {
  let world
  let deals

  before(async () => {
    world = await createWorld()
    deals = {}
    for (const owner of ['rep', 'otherRep', 'outsider', 'manager', 'admin']) {
      deals[owner] = await insertDeal(world[owner], { name: `Deal of ${owner}`, amount: 10 })
    }
  })
  after(() => world?.close())

  const seenBy = async (actor) => {
    const { body } = await actor.rest('deals?select=name&order=name')
    return body.map(({ name }) => name.replace('Deal of ', ''))
  }

  const visible = {
    rep: ['rep'],
    otherRep: ['otherRep'],
    outsider: ['outsider'],
    manager: ['admin', 'manager', 'otherRep', 'rep'],
    admin: ['admin', 'manager', 'otherRep', 'outsider', 'rep'],
    analyst: ['admin', 'manager', 'otherRep', 'outsider', 'rep'],
    otherTenantAdmin: [],
  }

  for (const [actor, expected] of Object.entries(visible)) {
    test(`${actor} sees the deals of ${expected.join(', ') || 'nobody'}`, async () => {
      assert.deepEqual(await seenBy(world[actor]), expected)
    })
  }

  test('every door shows the same deals: rows, embeds, counts, search, board, statistics, CSV', async () => {
    for (const name of ['rep', 'manager', 'admin', 'analyst']) {
      const actor = world[name]
      const expected = visible[name]
      const names = (rows) => rows.map((row) => (row.name ?? row.title).replaceAll('"', '').replace('Deal of ', '')).sort()
      assert.deepEqual(names((await actor.rpc('search', { q: 'deal of', kinds: ['deal'] })).body), expected, `search of ${name}`)
      const board = (await actor.rpc('pipeline_board', {})).body
      assert.deepEqual(names(board.stages.flatMap((stage) => stage.deals)), expected, `board of ${name}`)
      assert.equal(board.stages.reduce((sum, stage) => sum + stage.deal_count, 0), expected.length)
      const { body: sums } = await actor.rest('deal_statistics?select=deal_count,amount_sum')
      assert.equal(sums.reduce((sum, row) => sum + row.deal_count, 0), expected.length, `statistics of ${name}`)
      assert.equal(sums.reduce((sum, row) => sum + Number(row.amount_sum), 0), expected.length * 10)
      const { body: embedded } = await actor.rest('stages?select=deals(name)')
      assert.deepEqual(names(embedded.flatMap((stage) => stage.deals)), expected, `embeds of ${name}`)
      const { text } = await actor.rest('deals?select=name', { headers: { accept: 'text/csv' } })
      assert.deepEqual(names(text.trim().split('\n').slice(1).map((line) => ({ name: line }))), expected, `CSV of ${name}`)
    }
  })

  test('a rep may not change or take over what others own', async () => {
    for (const owner of ['otherRep', 'manager', 'outsider']) {
      const headers = { prefer: 'return=representation' }
      const { status, body } = await world.rep.rest(`deals?id=eq.${deals[owner].id}`, { method: 'PATCH', body: { amount: 1 }, headers })
      assert.deepEqual([status, body], [200, []])
    }
    const win = await world.rep.rpc('win_deal', { deal_id: deals.otherRep.id })
    assert.equal(win.status, 404)
  })

  test('an analyst reads and changes nothing', async () => {
    const headers = { prefer: 'return=representation' }
    const patch = await world.analyst.rest(`deals?id=eq.${deals.rep.id}`, { method: 'PATCH', body: { amount: 1 }, headers })
    assert.deepEqual([patch.status, patch.body], [200, []])
    const create = await world.analyst.rest('accounts', { method: 'POST', body: { name: 'By an analyst' } })
    assert.equal(create.status, 403)
    assert.equal((await world.analyst.rpc('win_deal', { deal_id: deals.rep.id })).status, 403)
  })

  test('a manager changes the deals of the team and not those of another', async () => {
    const headers = { prefer: 'return=representation' }
    const change = (owner) => world.manager.rest(`deals?id=eq.${deals[owner].id}`, { method: 'PATCH', body: { next_step: 'call' }, headers })
    assert.equal((await change('rep')).body.length, 1)
    assert.equal((await change('outsider')).body.length, 0)
  })

  test('T16 a member cannot give himself another role', async () => {
    const { body: [role] } = await world.admin.rest('roles?key=eq.admin&select=id')
    const { body } = await world.rep.rest(`memberships?user_id=eq.${world.rep.userId}`, {
      method: 'PATCH', body: { role_id: role.id }, headers: { prefer: 'return=representation' },
    })
    assert.ok(!Array.isArray(body) || body.length === 0, JSON.stringify(body))
    const permission = await world.rep.rest('permissions', { method: 'POST', body: { role_id: role.id, resource: 'deal', action: 'read', scope: 'org' } })
    assert.ok([401, 403].includes(permission.status), permission.text)
    assert.deepEqual(await seenBy(world.rep), ['rep'])
  })

  test('T15 a changed membership works at the next request, with the same token', async () => {
    const change = async (name, args = {}) => {
      const answer = await world.admin.rpc(name, { user_id: world.outsider.userId, ...args })
      assert.equal(answer.status, 200, answer.text)
    }
    assert.deepEqual(await seenBy(world.outsider), ['outsider'])
    await change('change_member_role', { role_key: 'analyst' })
    assert.equal((await seenBy(world.outsider)).length, 5)
    await change('change_member_role', { role_key: 'rep' })
    assert.deepEqual(await seenBy(world.outsider), ['outsider'])
    await change('suspend_member')
    assert.deepEqual(await seenBy(world.outsider), [])
    await change('reactivate_member')
    assert.deepEqual(await seenBy(world.outsider), ['outsider'])
  })

  for (const [column, value] of Object.entries({
    org_id: null, id: '0198c0de-0000-7000-8000-000000000000', created_by: null, created_at: '2020-01-01', updated_by: null,
    status: 'won', closed_at: '2020-01-01', stage_entered_at: '2020-01-01', unknown_column: 1,
  })) {
    test(`T17 ${column} of a deal cannot be written`, async () => {
      const { status, body } = await world.admin.rest(`deals?id=eq.${deals.admin.id}`, {
        method: 'PATCH', body: { [column]: value ?? world.there.id },
      })
      assert.deepEqual([status, body.code], column === 'unknown_column' ? [400, 'PGRST204'] : [403, '42501'])
    })
  }

  test('a record goes to its owner, and only those with the right hand it on', async () => {
    const handed = await insert(world.manager, 'accounts', { name: 'Handed on', owner_id: world.rep.userId })
    assert.equal((await world.rep.rest(`accounts?id=eq.${handed.id}`)).body.length, 1)
    const stolen = await world.rep.rest('accounts', { method: 'POST', body: { name: 'For another', owner_id: world.otherRep.userId } })
    assert.equal(stolen.status, 403)
  })

  test('the service key sees every organization', async () => {
    const { body } = await world.serviceRole.rest(`deals?select=org_id&org_id=in.(${world.here.id},${world.there.id})`)
    assert.equal(body.length, 5)
  })
})
