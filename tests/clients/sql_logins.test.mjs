// A SQL login is one member: it shows what the member sees over REST, and goes with the membership.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { crm, crmJson } from '../support/crm.mjs'
import { CRM, ROOT } from '../support/paths.mjs'
import { run } from '../support/process.mjs'
import { createLogin, fill, revokeLogin, Session } from '../support/sql_logins.mjs'
import { createWorld } from '../support/world.mjs'

const TABLES = ['accounts', 'contacts', 'leads', 'deals', 'activities', 'notes', 'memberships', 'deal_stage_history', 'deal_line_items', 'permissions']

describe('SQL logins', () => {
  let world
  const logins = []

  before(async () => {
    world = await createWorld()
    await fill(world)
  })
  after(async () => {
    for (const login of logins) await revokeLogin(login)
    await world?.close()
  })

  async function session(member, ...options) {
    const login = await createLogin(member, ...options)
    logins.push(login)
    const opened = await Session.open(login.url)
    return Object.assign(opened, { login })
  }

  const events = async (login) => {
    const sql = "select event from crm.security_events where org_id = $1 and subject ->> 'login' = $2 order by id"
    return (await world.database.query(sql, [world.here.id, login])).rows.map(({ event }) => event)
  }

  for (const who of ['admin', 'manager', 'rep', 'analyst']) {
    test(`a login of the ${who} sees what the ${who} sees over REST`, async () => {
      const sql = await session(world[who])
      for (const table of TABLES) {
        const { status, body } = await world[who].rest(`${table}?select=*`)
        const rows = Number(await sql.one(`select count(*) from crm.${table}`))
        assert.equal(rows, status === 200 ? body.length : 0, table)
      }
      assert.ok(Number(await sql.one('select count(*) from crm.deals')) > 0)
      await sql.close()
    })
  }

  test('analytics, search and statistics are for logins too', async () => {
    const sql = await session(world.manager)
    assert.ok((await sql.ask('select * from analytics.pipeline_by_stage()')).length > 0)
    assert.ok((await sql.ask("select * from crm.search('deal')")).length > 0)
    const { body } = await world.manager.rest('deal_statistics?select=deal_count')
    const shown = body.reduce((sum, row) => sum + Number(row.deal_count), 0)
    assert.equal(Number(await sql.one('select sum(deal_count) from crm.deal_statistics')), shown)
    await sql.close()
  })

  test('fields that are hidden from the role are hidden from its logins', async () => {
    await world.database.query(`insert into crm.field_permissions (org_id, role_id, resource, field, can_read, can_update)
      select m.org_id, m.role_id, 'deal', 'amount', false, false from crm.memberships m where m.org_id = $1 and m.user_id = $2`,
    [world.here.id, world.analyst.userId])
    const sql = await session(world.analyst)
    const deals = 'select count(*)::int as deals, count(amount)::int as amounts from crm.deals'
    const [shown] = await sql.ask(deals)
    assert.ok(shown.deals > 0)
    assert.equal(shown.amounts, 0)
    assert.equal((await sql.ask('select from crm.deals where amount > 0')).length, 0)
    await sql.close()
    const unrestricted = await session(world.manager)
    const [all] = await unrestricted.ask(deals)
    assert.ok(all.amounts > 0)
    await unrestricted.close()
  })

  test('a login that may write writes what its member may, in its name', async () => {
    const sql = await session(world.rep, '--read-write')
    const id = await sql.one("insert into crm.accounts (name) values ('Written by SQL') returning id")
    const { rows: [made] } = await world.database.query('select org_id, owner_id, created_by from crm.accounts where id = $1', [id])
    assert.deepEqual(made, { org_id: world.here.id, owner_id: world.rep.userId, created_by: world.rep.userId })
    assert.equal((await sql.ask(`update crm.accounts set name = 'Mine' where owner_id <> '${world.rep.userId}' returning id`)).length, 0)
    assert.equal(await sql.code(`insert into crm.accounts (name, owner_id) values ('Not mine', '${world.admin.userId}')`), '42501')
    assert.equal(await sql.code(`update crm.accounts set created_by = null where id = '${id}'`), '42501')
    await sql.close()
  })

  test('who is suspended sees nothing from the next statement on, in the same session', async () => {
    const sql = await session(world.otherRep)
    assert.ok(Number(await sql.one('select count(*) from crm.deals')) > 0)
    const status = "update crm.memberships set status = $2 where user_id = $1"
    await world.database.query(status, [world.otherRep.userId, 'suspended'])
    assert.equal(Number(await sql.one('select count(*) from crm.deals')), 0)
    await world.database.query(status, [world.otherRep.userId, 'active'])
    assert.ok(Number(await sql.one('select count(*) from crm.deals')) > 0)
    await sql.close()
  })

  test('the password is printed once, or taken from standard input and not printed', async () => {
    const name = `t_${randomBytes(5).toString('hex')}`
    const args = ['--state', process.env.CRM_TEST_STATE, '--json', 'sql-login', 'create', name, '--user', world.rep.email, '--org', world.here.slug, '--password-stdin']
    const short = await run(CRM, args, { cwd: ROOT, input: 'too short\n' })
    assert.equal(short.code, 2, short.stderr)
    const password = randomBytes(12).toString('hex')
    const { code, stdout, stderr } = await run(CRM, args, { cwd: ROOT, input: `${password}\n` })
    assert.equal(code, 0, stderr)
    logins.push({ login: name })
    assert.ok(!stdout.includes(password))
    const url = new URL(JSON.parse(stdout).url)
    url.password = password
    const sql = await Session.open(url.href)
    assert.equal(await sql.one('select session_user'), name)
    await sql.close()
    const { rows: [kept] } = await world.database.query('select rolpassword from pg_authid where rolname = $1', [name])
    assert.match(kept.rolpassword, /^SCRAM-SHA-256\$/)
  })

  test('rotation ends the sessions and the old password', async () => {
    const sql = await session(world.rep)
    const rotated = await crmJson('sql-login', 'rotate', sql.login.login)
    await assert.rejects(sql.one('select 1'))
    await assert.rejects(Session.open(sql.login.url), { code: '28P01' })
    const again = await Session.open(rotated.url)
    assert.equal(await again.one('select 1'), 1)
    await again.close()
    assert.deepEqual(await events(sql.login.login), ['sql_login.created', 'sql_login.rotated'])
  })

  test('revocation ends the sessions and the login, and is recorded', async () => {
    const sql = await session(world.rep)
    const listed = await crmJson('sql-login', 'list', '--org', world.here.slug)
    const entry = listed.find(({ login }) => login === sql.login.login)
    assert.deepEqual([entry.user, entry.is_active, entry.is_read_only, entry.sessions], [world.rep.email, true, true, 1])
    assert.equal((await revokeLogin(sql.login)).code, 0)
    await assert.rejects(sql.one('select 1'))
    await assert.rejects(Session.open(sql.login.url), { code: '28P01' })
    assert.deepEqual(await events(sql.login.login), ['sql_login.created', 'sql_login.deleted'])
    const twice = await crm('sql-login', 'revoke', sql.login.login)
    assert.equal(twice.code, 1)
    assert.match(twice.stderr, /there is no SQL login/)
  })

  test('a login goes with the membership', async () => {
    const email = `leaver.${randomBytes(4).toString('hex')}@example.org`
    await world.database.query("select crm_private.add_member($1, crm_private.ensure_user($2, 'Leaver'), 'rep')", [world.here.id, email])
    const sql = await session({ email, org: world.here })
    await world.database.query('delete from crm.memberships m using crm.users u where u.id = m.user_id and u.email = $1', [email])
    await assert.rejects(sql.one('select 1'))
    await assert.rejects(Session.open(sql.login.url), { code: '28P01' })
  })

  test('a name that is taken, a stranger and a member of another organization are refused', async () => {
    const create = (name, email) => crm('sql-login', 'create', name, '--user', email, '--org', world.here.slug)
    const name = `t_${randomBytes(5).toString('hex')}`
    assert.match((await create('authenticator', world.rep.email)).stderr, /has a role authenticator already/)
    assert.match((await create('Bad-Name', world.rep.email)).stderr, /sql_logins_login_check/)
    assert.match((await create(name, 'nobody@example.org')).stderr, /there is no user/)
    assert.match((await create(name, world.otherTenantRep.email)).stderr, /no active membership/)
    assert.equal((await world.database.query('select from pg_roles where rolname = $1', [name])).rowCount, 0)
  })
})
