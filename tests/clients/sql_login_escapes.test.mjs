// Who may write any SQL on a login of their own gets no further than their member: roles, claims, settings, objects, time.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { databaseUrl } from '../support/databases.mjs'
import { createLogin, fill, revokeLogin, Session } from '../support/sql_logins.mjs'
import { createWorld } from '../support/world.mjs'

const ROLES = ['authenticated', 'anon', 'service_role', 'authenticator', 'postgres']

describe('a SQL login', () => {
  let world
  let login
  let sql
  let writer
  let mine

  before(async () => {
    world = await createWorld()
    await fill(world)
    login = await createLogin(world.rep, '--statement-timeout', '2', '--connections', '3')
    sql = await Session.open(login.url)
    mine = Number(await sql.one('select count(*) from crm.deals'))
  })
  after(async () => {
    await sql?.close()
    for (const one of [login, writer]) if (one) await revokeLogin(one)
    await world?.close()
  })

  /** All deals that are the member's, as the superuser counts them, and nobody else's. */
  const seesItsOwn = async () => {
    const { rows: [{ count }] } = await world.database.query('select count(*)::int from crm.deals where org_id = $1 and owner_id = $2', [world.here.id, world.rep.userId])
    assert.ok(count > 0)
    assert.equal(mine, count)
    assert.equal(Number(await sql.one('select count(*) from crm.deals')), count)
    assert.equal(Number(await sql.one(`select count(*) from crm.deals where org_id = '${world.there.id}'`)), 0)
  }

  for (const role of ROLES) {
    test(`does not become ${role}`, async () => {
      assert.equal(await sql.code(`set role ${role}`), '42501')
      assert.equal(await sql.code(`set session authorization ${role}`), '42501')
      assert.equal(await sql.code(`select set_config('role', '${role}', false)`), '42501')
      await seesItsOwn()
    })
  }

  test('does not escape by set_config and query_to_xml in one SELECT', async () => {
    const escape = (role) => `with escape as materialized (select set_config('role', '${role}', true))
      select query_to_xml('select * from crm.deals', true, true, '') from escape`
    for (const role of ROLES) assert.equal(await sql.code(escape(role)), '42501', role)
    const xml = await sql.one("select query_to_xml('select * from crm.deals', true, true, '')::text")
    assert.equal(xml.match(/<row>/g)?.length ?? 0, xml.includes('<row>') ? mine : 0)
    assert.ok(!xml.includes(world.there.id))
  })

  test('gains nothing by the group that grants its rights', async () => {
    assert.equal(await sql.code('set role crm_sql_writer'), '42501')
    await sql.ask('set role crm_sql_reader')
    await seesItsOwn()
    await sql.ask('reset role')
  })

  test('is nobody else by claims, headers or an organization that it names', async () => {
    const claims = (member) => JSON.stringify({ sub: member.userId, org_id: member.org.id, role: 'authenticated', email: member.email })
    for (const other of [world.admin, world.otherTenantAdmin]) {
      await sql.ask("select set_config('request.jwt.claims', $1, false), set_config('request.headers', $2, false)",
        [claims(other), JSON.stringify({ 'x-org-id': other.org.id })])
      await sql.ask(`set request.jwt.claim.sub = '${other.userId}'`)
      await seesItsOwn()
      assert.equal(await sql.one('select crm_ext.current_user_id()'), world.rep.userId)
      assert.equal(await sql.one('select crm_ext.current_org()'), world.here.id)
      // in the same transaction too, after a first access
      await sql.ask('begin')
      await sql.ask('select count(*) from crm.deals')
      await sql.ask("select set_config('request.jwt.claims', $1, true)", [claims(other)])
      await seesItsOwn()
      await sql.ask('rollback')
    }
    await sql.ask("select set_config('request.jwt.claims', '', false), set_config('request.headers', '', false)")
  })

  test('that reads does not write, whatever it says of its transactions', async () => {
    await sql.ask('set default_transaction_read_only = off')
    await sql.ask('set session characteristics as transaction read write')
    const attempts = [
      "insert into crm.accounts (name) values ('x')",
      "update crm.deals set name = 'x'",
      'delete from crm.deals',
      'truncate crm.deals',
      'with gone as (delete from crm.deals returning 1) select count(*) from gone',
      'select 1; delete from crm.deals',
      "do $$ begin execute 'delete from crm.deals'; end $$",
      "explain analyze delete from crm.deals",
      'select * from crm.deals for update',
      'copy crm.deals from stdin',
      'begin; lock table crm.deals in exclusive mode',
      'select crm.win_deal(d.id) from crm.deals d',
      'select crm.rescore_leads()',
    ]
    for (const attempt of attempts) assert.equal(await sql.code(attempt), '42501', attempt)
    assert.equal(await sql.code("select query_to_xml('delete from crm.deals returning 1', true, true, '')"), '0A000')
    await seesItsOwn()
  })

  test('makes no objects that others could stumble over', async () => {
    const attempts = [
      'create temporary table deals (id uuid)',
      'create table public.planted (id uuid)',
      'create table crm.planted (id uuid)',
      'create schema planted',
      "create function public.lower(text) returns text language sql as 'select $1'",
      "create function pg_temp.now() returns timestamptz language sql as 'select null::timestamptz'",
      'create extension dblink',
      'create role planted',
      'create database planted',
      'alter table crm.deals disable row level security',
      `alter role ${login.login} bypassrls`,
      `alter role ${login.login} connection limit 100`,
      `grant authenticated to ${login.login}`,
    ]
    for (const attempt of attempts) assert.equal(await sql.code(attempt), '42501', attempt)
    await sql.ask('set search_path = public, pg_catalog')
    await seesItsOwn()
    await sql.ask('reset search_path')
  })

  test('does not read what is not for members', async () => {
    const attempts = [
      'select * from crm_private.sql_logins',
      'select * from crm_private.claim_sources',
      'select * from crm_private.search_documents',
      'select * from auth.users',
      'select * from pg_authid',
      "select pg_read_file('/etc/passwd')",
      "copy (select 1) to program 'true'",
      "select lo_import('/etc/passwd')",
      'set session_replication_role = replica',
      'set temp_file_limit = -1',
      "set session_preload_libraries = 'x'",
    ]
    for (const attempt of attempts) assert.notEqual(await sql.code(attempt), 'allowed', attempt)
    assert.equal(Number(await sql.one('select count(*) from pg_stat_activity where query like \'%crm%\' and usename <> current_user')), 0)
  })

  test('does not run longer than it may, whatever its settings say', async () => {
    await sql.ask('set statement_timeout = 0')
    const started = Date.now()
    assert.equal(await sql.code('select pg_sleep(60)'), '57014')
    assert.ok(Date.now() - started < 15_000)
  })

  test('is thrown out when it catches the end of its statement', async () => {
    const stubborn = await Session.open(login.url)
    await stubborn.ask('set statement_timeout = 0')
    const loop = "do $$ begin loop begin perform pg_sleep(60); exception when query_canceled then null; end; end loop; end $$"
    const code = await stubborn.code(loop)
    assert.notEqual(code, 'allowed')
    await assert.rejects(stubborn.one('select 1'))
  })

  test('has no more sessions than it may', async () => {
    const opened = [await Session.open(login.url), await Session.open(login.url)]
    await assert.rejects(Session.open(login.url), { code: '53300' })
    for (const session of opened) await session.close()
  })

  test('that writes is its member in the functions of the API too', async () => {
    writer = await createLogin(world.rep, '--read-write')
    const session = await Session.open(writer.url)
    const { rows: [foreign] } = await world.database.query('select id from crm.deals where org_id = $1 limit 1', [world.there.id])
    assert.equal(await session.code(`select crm.win_deal('${foreign.id}')`), 'PT404')
    assert.equal(await session.code('truncate crm.deals'), '42501')
    assert.equal(await session.code('set role authenticated'), '42501')
    assert.equal(Number(await session.one("with n as (update crm.deals set next_step = 'x' returning 1) select count(*) from n")), mine)
    await session.close()
  })
})

// Supabase's Realtime and Storage log in by themselves, take the role of signed-in users and set the claims of one user after the other.
describe('a login of the platform', () => {
  let world
  const name = `t_service_${randomBytes(5).toString('hex')}`
  const password = randomBytes(12).toString('hex')

  before(async () => {
    world = await createWorld()
    await fill(world)
    await world.database.query(`create role ${name} login noinherit password '${password}' in role authenticated`)
  })
  after(async () => {
    await world?.database.query('delete from crm_private.claim_sources where login = $1', [name])
    await world?.database.query(`drop role ${name}`)
    await world?.close()
  })

  const open = () => {
    const url = new URL(databaseUrl(process.env.DB_URL, 'postgres'))
    Object.assign(url, { username: name, password })
    return Session.open(url.href)
  }

  const deals = async (session, member) => {
    await session.ask("select set_config('role', 'authenticated', true), set_config('request.jwt.claims', $1, true)",
      [JSON.stringify({ sub: member.userId, org_id: member.org.id, role: 'authenticated' })])
    return Number(await session.one('select count(*) from crm.deals'))
  }

  test('that is listed acts for several users in one transaction', async () => {
    await world.database.query('insert into crm_private.claim_sources (login) values ($1)', [name])
    const session = await open()
    await session.ask('begin')
    for (const member of [world.admin, world.rep, world.otherTenantRep, world.admin]) {
      const { body } = await member.rest('deals?select=id')
      assert.ok(body.length > 0)
      assert.equal(await deals(session, member), body.length, member.label)
    }
    await session.ask('rollback')
    await session.close()
  })

  test('that is not listed is nobody', async () => {
    await world.database.query('delete from crm_private.claim_sources where login = $1', [name])
    const session = await open()
    await session.ask('begin')
    assert.equal(await deals(session, world.admin), 0)
    await session.ask('rollback')
    await session.close()
  })
})
