// Rights change while fifty clients read. No request that starts after the change has returned sees the old rights.
import assert from 'node:assert/strict'
import { performance } from 'node:perf_hooks'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'
import { DOORS, startReaders, Versions } from './rights/readers.mjs'

const READERS = 50
const BETWEEN = 400 // milliseconds in which the readers meet each version

describe('rights that change under readers', () => {
  let world
  let database
  let reader
  let teams
  let shared

  before(async () => {
    world = await createWorld()
    ;({ database, outsider: reader } = world)
    for (const owner of ['rep', 'otherRep', 'outsider', 'manager', 'admin']) {
      const deal = await insertDeal(world[owner], { name: `Versioned ${owner}` })
      if (owner === 'admin') shared = deal.id
    }
    const { rows } = await database.query('select name, id from crm.teams where org_id = $1', [world.here.id])
    teams = Object.fromEntries(rows.map(({ name, id }) => [name, id]))
    await reader.token()
  })
  after(() => world?.close())

  const all = ['rep', 'otherRep', 'outsider', 'manager', 'admin']
  const deals = (...owners) => owners.map((owner) => `Versioned ${owner}`)
  const rpc = (name, args) => async () => {
    const { status, text } = await world.admin.rpc(name, args)
    assert.ok(status < 300, `${name}: ${status} ${text}`)
  }
  const sql = (text, ...values) => () => database.query(text, [world.here.id, ...values])
  const role = (role_key) => rpc('change_member_role', { user_id: reader.userId, role_key })
  const team = (name) => rpc('change_member_team', { user_id: reader.userId, team_id: teams[name] })
  const scope = (name) => sql(`update crm.permissions p set scope = $2 from crm.roles r
    where p.org_id = $1 and r.org_id = p.org_id and r.id = p.role_id and r.key = 'rep' and p.resource = 'deal' and p.action = 'read'`, name)

  /** Every kind of change, each with what the reader sees from then on. */
  const changes = () => [
    ['the role becomes analyst', deals(...all), role('analyst')],
    ['the role becomes rep', deals('outsider'), role('rep')],
    ['the role becomes manager', deals('outsider'), role('manager')],
    ['the team becomes Sales', deals('admin', 'manager', 'otherRep', 'outsider', 'rep'), team('Sales')],
    ['the team becomes Field', deals('otherRep', 'outsider', 'rep'), team('Field')],
    ['Field leaves Sales and comes under Partners', deals('otherRep', 'outsider', 'rep'),
      sql("update crm.teams set parent_id = $2 where org_id = $1 and name = 'Field'", teams.Partners)],
    ['the team becomes Sales, which has lost Field', deals('admin', 'manager', 'outsider'), team('Sales')],
    ['the role becomes rep again', deals('outsider'), role('rep')],
    ['the membership is suspended', [], rpc('suspend_member', { user_id: reader.userId })],
    ['the membership is active again', deals('outsider'), rpc('reactivate_member', { user_id: reader.userId })],
    ['one deal is shared', deals('admin', 'outsider'),
      sql('insert into crm.record_shares (org_id, deal_id, user_id, access) values ($1, $2, $3, $4)', shared, reader.userId, 'read')],
    ['the deal is not shared any more', deals('outsider'), sql('delete from crm.record_shares where org_id = $1')],
    ['a rule shares the deals of Field', deals('otherRep', 'outsider', 'rep'),
      sql("insert into crm.sharing_rules (org_id, name, resource, source_team_id, user_id) values ($1, 'Field', 'deal', $2, $3)", teams.Field, reader.userId)],
    ['the rule gets a condition', deals('outsider', 'rep'),
      sql('update crm.sharing_rules set condition = $2 where org_id = $1', { field: 'name', op: 'eq', value: 'Versioned rep' })],
    ['the rule is switched off', deals('outsider'), sql('update crm.sharing_rules set is_active = false where org_id = $1')],
    ['the role reads the organization', deals(...all), scope('org')],
    ['the right gets a condition', deals('manager'),
      sql(`update crm.permissions p set condition = $2 from crm.roles r where p.org_id = $1 and r.org_id = p.org_id and r.id = p.role_id
        and r.key = 'rep' and p.resource = 'deal' and p.action = 'read'`, { field: 'name', op: 'eq', value: 'Versioned manager' })],
    ['the role reads nothing', [], scope('none')],
  ]

  test('an answer from before a change is told from one after it', async () => {
    const versions = new Versions()
    await versions.change('first', ['a'], async () => {})
    const before = performance.now()
    await versions.change('second', ['b'], () => pause(5))
    const later = performance.now()
    assert.ok(versions.judge('a', before, later), 'a request from before the change may see either')
    assert.ok(versions.judge('b', before, later))
    assert.ok(versions.judge('b', later, later + 1))
    assert.ok(!versions.judge('a', later, later + 1), 'a stale answer was taken for a good one')
    assert.ok(versions.judge('a,b', before, later, { readsOnce: false }), 'who reads twice may see rows of before and of after')
    assert.ok(!versions.judge('a,b', before, later), 'who reads once may not')
    assert.ok(versions.judge('status 503', before, later), 'or refuse it')
    for (const names of ['a,b', 'status 503', 'c']) {
      assert.ok(!versions.judge(names, later, later + 1, { readsOnce: false }), `${names} was taken for a good answer`)
    }
  })

  test(`T15 ${READERS} readers see no stale answer through ${Object.keys(DOORS).length} doors`, async (t) => {
    const versions = new Versions()
    await versions.change('the beginning', deals('outsider'), async () => {})
    const readers = startReaders(reader, READERS, versions)
    try {
      await pause(BETWEEN)
      for (const [what, names, action] of changes()) {
        await versions.change(what, names, action)
        await pause(BETWEEN)
      }
    } finally {
      const { reads, wrong } = await readers.stop()
      t.diagnostic(`${reads} reads`)
      assert.deepEqual([...new Set(wrong)].slice(0, 10), [], `${wrong.length} of ${reads} answers were wrong`)
      assert.deepEqual(versions.unseen(), [], 'changes that no reader saw')
    }
  })
})
