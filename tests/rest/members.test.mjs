// The life of a membership with the stock client: invited, changed, suspended, removed; the last administrator stays.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { Member } from '../support/actors.mjs'
import { connect } from '../support/client.mjs'
import { insertDeal } from '../support/records.mjs'
import { createWorld } from '../support/world.mjs'

/** Asks until there is something, for up to ten seconds. */
async function until(ask) {
  for (let tries = 0; tries < 50; tries += 1) {
    const found = await ask()
    if (found.length > 0) return found
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  return []
}

const QUIET = 'this invitation cannot be accepted'

describe('members', () => {
  let world

  before(async () => {
    world = await createWorld()
  })
  after(() => world?.close())

  /** Somebody with a confirmed address who belongs to no organization. */
  async function signUp() {
    const email = `person-${randomBytes(4).toString('hex')}@example.com`
    const { rows: [{ id }] } = await world.database.query(
      "insert into auth.users (id, email, aud, role, email_confirmed_at) values (gen_random_uuid(), $1, 'authenticated', 'authenticated', now()) returning id", [email])
    return new Member({ label: email, env: process.env, email, userId: id })
  }

  async function invite(person, role = 'rep') {
    const client = await world.admin.supabase()
    const { data, error } = await client.rpc('invite_member', { email: person.email, role_key: role })
    assert.equal(error, null)
    return data.token
  }

  test('an invited person signs in, accepts and works', async () => {
    const person = await signUp()
    const token = await invite(person)
    const client = await person.supabase()
    assert.deepEqual((await client.from('deals').select()).data, [])
    const { data, error } = await client.rpc('accept_invitation', { token })
    assert.equal(error, null)
    assert.deepEqual(data, { org_id: world.here.id, slug: world.here.slug, role_key: 'rep' })
    assert.equal((await client.from('organizations').select('slug')).data[0].slug, world.here.slug)
    await insertDeal(person, { name: 'The first' })
    assert.deepEqual((await client.rpc('my_organizations')).data.map(({ slug, role_key: role }) => [slug, role]), [[world.here.slug, 'rep']])
  })

  test('a stranger, a used and an unknown token get the same answer', async () => {
    const [person, stranger] = [await signUp(), await signUp()]
    const token = await invite(person)
    const answers = [await stranger.rpc('accept_invitation', { token }), await stranger.rpc('accept_invitation', { token: 'inv_unknown' })]
    assert.equal((await person.rpc('accept_invitation', { token })).status, 200)
    answers.push(await person.rpc('accept_invitation', { token }))
    for (const { status, body } of answers) assert.deepEqual([status, body.message], [404, QUIET])
    assert.equal(new Set(answers.map(({ text }) => text)).size, 1)
    assert.equal((await world.anonymous.rpc('accept_invitation', { token })).status, 401)
  })

  test('nobody but those with the right invites', async () => {
    for (const name of ['rep', 'manager', 'analyst']) {
      const { status, body } = await world[name].rpc('invite_member', { email: 'x@example.com', role_key: 'rep' })
      assert.deepEqual([status, body.code], [403, '42501'], name)
    }
    assert.equal((await world.anonymous.rpc('invite_member', { email: 'x@example.com', role_key: 'rep' })).status, 401)
  })

  test('T16 tables of rights are not written', async () => {
    for (const table of ['memberships', 'roles', 'permissions', 'invitations', 'security_events']) {
      const { status } = await world.admin.rest(`${table}?org_id=eq.${world.here.id}`, { method: 'DELETE' })
      assert.equal(status, 403, table)
    }
  })

  test('a removed member hands over his deals and has no rights with the same token', async () => {
    const person = await signUp()
    await person.rpc('accept_invitation', { token: await invite(person) })
    const deal = await insertDeal(person, { name: 'Handed over' })
    const { status, body, text } = await world.admin.rpc('remove_member', { user_id: person.userId, transfer_to: world.rep.userId })
    assert.equal(status, 200, text)
    assert.deepEqual(body.transferred, { deal: 1 })
    assert.deepEqual((await person.rest('deals?select=id')).body, [])
    assert.equal((await world.rep.rest(`deals?id=eq.${deal.id}`)).body.length, 1)
  })

  test('the audit names the request', async () => {
    const headers = { 'x-request-id': `request-${randomBytes(4).toString('hex')}` }
    await world.admin.rpc('change_member_team', { user_id: world.outsider.userId, team_id: null }, headers)
    const { body: [event] } = await world.admin.rest('security_events?order=id.desc&limit=1')
    assert.deepEqual([event.event, event.request_id, event.actor_user_id], ['membership.changed', headers['x-request-id'], world.admin.userId])
    assert.deepEqual((await world.rep.rest('security_events')).body, [])
  })

  test('refused writes are in the audit, with actor and request', async () => {
    const name = `request-${randomBytes(4).toString('hex')}`
    const { status } = await world.rep.rpc('invite_member', { email: 'x@example.com', role_key: 'admin' }, { 'x-request-id': name })
    assert.equal(status, 403)
    assert.equal((await world.rep.rest('deals?limit=1', { headers: { 'x-request-id': `${name}-read` } })).status, 200)
    const stranger = await world.otherTenantRep.rpc('invite_member', { email: 'x@example.com', role_key: 'admin' }, { 'x-org-id': world.here.slug })
    assert.equal(stranger.status, 403)
    const found = await until(async () => (await world.admin.rest(`security_events?event=eq.write.refused&request_id=eq.${name}`)).body)
    assert.deepEqual(found.map((event) => [event.actor_user_id, event.actor_role, event.subject.method, event.subject.route, event.details.status, event.details.code]),
      [[world.rep.userId, 'authenticated', 'POST', '/rest/v1/rpc/invite_member', 403, '42501']])
    const { body: strangers } = await world.admin.rest(`security_events?event=eq.write.refused&actor_user_id=eq.${world.otherTenantRep.userId}`)
    assert.deepEqual(strangers, [])
  })
})

describe('the last administrator', () => {
  let world
  let sessions

  before(async () => {
    world = await createWorld()
    sessions = await Promise.all([connect(), connect()])
  })
  after(async () => {
    await Promise.all(sessions.map((session) => session.end()))
    await world?.close()
  })

  const makeAdmin = (userId) => world.database.query(
    `update crm.memberships m set role_id = r.id, status = 'active' from crm.roles r
     where m.org_id = $1 and m.user_id = $2 and r.org_id = m.org_id and r.key = 'admin'`, [world.here.id, userId])
  const adminCount = async () => Number((await world.database.query(
    `select count(*) from crm.memberships m join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
     where m.org_id = $1 and m.status = 'active' and r.key = 'admin'`, [world.here.id])).rows[0].count)

  async function begin(session, actor) {
    await session.query('begin')
    const claims = JSON.stringify({ sub: actor.userId, role: 'authenticated', org_id: world.here.id })
    await session.query("select set_config('request.jwt.claims', $1, true), set_config('role', 'authenticated', true)", [claims])
  }

  for (const call of ['suspend_member($1)', "change_member_role($1, 'rep')"]) {
    test(`two administrators cannot ${call} each other in two transactions`, async () => {
      await Promise.all([world.admin, world.manager].map(({ userId }) => makeAdmin(userId)))
      const [one, other] = sessions
      await begin(one, world.admin)
      await begin(other, world.manager)
      await one.query(`select crm.${call}`, [world.manager.userId])
      const waiting = other.query(`select crm.${call}`, [world.admin.userId]).then(() => 'done', ({ code }) => code)
      assert.equal(await Promise.race([waiting, new Promise((resolve) => setTimeout(resolve, 300, 'waits'))]), 'waits')
      await one.query('commit')
      assert.equal(await waiting, '42501') // no administrator any more
      await other.query('rollback')
      assert.equal(await adminCount(), 1)
    })
  }

  test('two administrators leave at the same moment, one stays', async () => {
    await Promise.all([world.admin, world.manager].map(({ userId }) => makeAdmin(userId)))
    const [one, other] = sessions
    await begin(one, world.admin)
    await begin(other, world.manager)
    await one.query('select crm.resign_membership()')
    const waiting = other.query('select crm.resign_membership()').then(() => 'done', ({ code }) => code)
    await new Promise((resolve) => setTimeout(resolve, 200))
    await one.query('commit')
    assert.equal(await waiting, 'PT409')
    await other.query('rollback')
    assert.equal(await adminCount(), 1)
  })

  test('over REST, however often they try at once', async () => {
    const pair = [world.rep, world.otherRep]
    await Promise.all(pair.map((actor) => actor.token()))
    for (let round = 0; round < 10; round += 1) {
      await Promise.all(pair.map(({ userId }) => makeAdmin(userId)))
      await world.database.query('update crm.memberships set status = $3 where org_id = $1 and not user_id = any ($2)',
        [world.here.id, pair.map(({ userId }) => userId), 'suspended'])
      const answers = await Promise.all(pair.map((actor, place) => actor.rpc('suspend_member', { user_id: pair[1 - place].userId })))
      assert.deepEqual(answers.map(({ status }) => status).sort(), [200, 403], answers.map(({ text }) => text).join())
      assert.equal(await adminCount(), 1)
    }
  })
})
