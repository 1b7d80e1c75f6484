// What others own is not changed, what the server keeps is not written, and nobody gives himself rights: T02, T03, T16, T17.
import assert from 'node:assert/strict'
import { createPrivateKey, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createScene } from './callers.mjs'

const REPRESENTATION = { prefer: 'return=representation' }
const REFUSED = [400, 401, 403, 404, 405, 409]
const NONE = []

describe('writing', () => {
  let scene
  let tables // {name, inserts: [column], updates: [column], columns: [column]}

  before(async () => {
    scene = await createScene()
    const { rows } = await scene.database.query(`
      select c.relname as name,
        array_agg(a.attname::text) filter (where has_column_privilege('authenticated', c.oid, a.attnum, 'insert')) as inserts,
        array_agg(a.attname::text) filter (where has_column_privilege('authenticated', c.oid, a.attnum, 'update')) as updates,
        array_agg(a.attname::text) as columns
      from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
      where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p') and not c.relispartition group by c.oid, c.relname order by 1`)
    tables = rows.map((row) => ({ ...row, inserts: row.inserts ?? [], updates: row.updates ?? [] }))
  })
  after(() => scene?.close())

  const filterOf = (key) => Object.entries(key).map(([name, value]) => `${name}=eq.${encodeURIComponent(value)}`).join('&')

  /** Nothing is refused without a trace being left of what must not change: the organization's rows, table by table. */
  async function leavesAlone(org, action) {
    const before = await scene.fingerprint(org)
    await action()
    const changed = Object.entries(await scene.fingerprint(org)).filter(([name, digest]) => before[name] !== digest).map(([name]) => name)
    assert.deepEqual(changed, NONE, 'tables with changed rows')
  }

  /** A refusal, or an answer that names no row. */
  function assertNoRow({ status, body, text }, what) {
    const isEmpty = (status === 200 || status === 201) && Array.isArray(body) && body.length === 0
    assert.ok(isEmpty || REFUSED.includes(status), `${what}: ${status} ${text.slice(0, 200)}`)
  }

  test('T02 nobody but its own people changes, deletes or upserts a row of another organization', async () => {
    await leavesAlone(scene.there, async () => {
      for (const caller of scene.attackers) {
        for (const { name, updates } of tables.filter((table) => scene.foreign(table.name) && table.columns.includes('org_id'))) {
          const key = scene.foreign(name)
          const filter = filterOf(key)
          const own = (await scene.own(name)) ?? {}
          const column = updates.find((one) => !(one in key)) ?? updates[0] ?? Object.keys(key)[0]
          assertNoRow(await caller.rest(`${name}?${filter}`, { method: 'PATCH', body: { [column]: own[column] ?? null }, headers: REPRESENTATION }), `${caller.label} patches ${name}`)
          assertNoRow(await caller.rest(`${name}?${filter}`, { method: 'DELETE', headers: REPRESENTATION }), `${caller.label} deletes from ${name}`)
          for (const resolution of ['merge-duplicates', 'ignore-duplicates']) {
            const headers = { prefer: `return=representation,resolution=${resolution}` }
            const upsert = await caller.rest(`${name}?on_conflict=${Object.keys(key)}`, { method: 'POST', body: { ...own, ...key }, headers })
            assertNoRow(upsert, `${caller.label} upserts into ${name}`)
          }
        }
      }
    })
  })

  test('T02 the owner of the rows can change them: the requests are not refused for their form', async () => {
    const { id } = scene.foreign('accounts')
    const { status, body } = await scene.stranger.rest(`accounts?id=eq.${id}`, { method: 'PATCH', body: { city: 'Changed' }, headers: REPRESENTATION })
    assert.deepEqual([status, body.length, body[0]?.city], [200, 1, 'Changed'])
  })

  test('T03 a row for another organization is refused, alone and in a batch, and nothing of the batch is stored', async () => {
    for (const caller of scene.attackers) {
      await leavesAlone(scene.there, () => leavesAlone(scene.here, async () => {
        for (const { name, inserts } of tables.filter((table) => table.inserts.length > 0)) {
          const own = await scene.own(name)
          if (!own) continue
          const row = Object.fromEntries(Object.entries(own).filter(([column]) => inserts.includes(column)))
          const forged = { ...row, org_id: scene.there.id }
          for (const body of [forged, [{ ...row, org_id: scene.here.id }, forged]]) {
            const answer = await caller.rest(name, { method: 'POST', body, headers: REPRESENTATION })
            assert.ok([401, 403].includes(answer.status), `${caller.label} inserts into ${name}: ${answer.status} ${answer.text.slice(0, 200)}`)
          }
          if (!('id' in own)) continue
          const moved = await caller.rest(`${name}?id=eq.${own.id}`, { method: 'PATCH', body: { org_id: scene.there.id } })
          assert.ok([401, 403].includes(moved.status), `${caller.label} moves a row of ${name}: ${moved.status}`)
        }
      }))
    }
  })

  test('T03 supabase-js is told 42501', async () => {
    const client = await scene.owner.supabase()
    const { error } = await client.from('accounts').insert([{ name: 'Fine' }, { name: 'Forged', org_id: scene.there.id }])
    assert.equal(error.code, '42501')
    const { rows } = await scene.database.query("select from crm.accounts where name in ('Fine', 'Forged')")
    assert.equal(rows.length, 0)
  })

  test('T17 no column without a grant is written: stamps, keys, tenant, scores, states', async () => {
    for (const caller of [scene.rep, scene.owner]) {
      await leavesAlone(scene.here, async () => {
        for (const { name, columns, updates, inserts } of tables) {
          const own = columns.includes('org_id') ? await scene.own(name) : undefined
          if (!own) continue
          const key = 'id' in own ? `id=eq.${own.id}` : `org_id=eq.${scene.here.id}`
          const tries = columns.flatMap((column) => [
            ...(updates.includes(column) ? [] : [{ column, call: `${name}?${key}`, method: 'PATCH' }]),
            ...(inserts.includes(column) ? [] : [{ column, call: name, method: 'POST' }]),
          ])
          const answers = await Promise.all(tries.map(({ column, call, method }) => caller.rest(call, { method, body: { [column]: own[column] } })))
          for (const [n, { column, method }] of tries.entries()) assertKept(answers[n], `${caller.label}: ${method} ${name}.${column}`)
        }
      })
    }
  })

  /** Refused for want of the right on the column, or because the server computes it. */
  function assertKept({ status, body }, what) {
    assert.ok((status === 403 && body.code === '42501') || (status === 400 && body.code === '428C9') || status === 405, `${what}: ${status} ${JSON.stringify(body)}`)
  }

  test('T17 the columns that decide about ownership of a row and its history are in nobody\'s grants', () => {
    const kept = ['org_id', 'id', 'created_at', 'created_by', 'updated_at', 'updated_by', 'score_hundredths', 'is_builtin', 'converted_at', 'stage_entered_at', 'closed_at']
    const writable = tables.flatMap(({ name, inserts, updates }) => kept.filter((column) => inserts.includes(column) || updates.includes(column)).map((column) => `${name}.${column}`))
    assert.deepEqual(writable, NONE)
  })

  test('T17 a column that does not exist is named as such', async () => {
    const { status, body } = await scene.owner.rest('deals', { method: 'POST', body: { is_admin: true } })
    assert.deepEqual([status, body.code], [400, 'PGRST204'])
  })

  test('T16 headers that boast of roles, users and organizations change nothing', async () => {
    const boasts = { 'x-role': 'admin', 'x-user-id': scene.owner.userId, role: 'service_role', 'x-org-role': 'admin', 'x-forwarded-user': 'postgres', 'x-request-role': 'postgres' }
    const expected = await scene.visible(scene.rep, 'deals')
    const { body } = await scene.rep.rest('deals?select=id', { headers: boasts })
    assert.deepEqual(body.map(({ id }) => id).sort(), expected)
    for (const caller of [scene.rep, scene.owner]) {
      const answer = await caller.rest('deals?select=*', { headers: { 'x-org-id': scene.there.id } })
      assert.ok([200, 403].includes(answer.status), `${answer.status}`)
      assert.deepEqual(scene.leaksIn(answer, { path: scene.there.id }), NONE)
      if (answer.status === 200) assert.ok(answer.body.every(({ org_id }) => org_id === scene.here.id))
    }
    assert.equal((await scene.anonymous.rest('deals', { headers: boasts })).status, 401)
  })

  test('T16 a token that boasts of a role in its metadata is worth its membership', async () => {
    const [header, claims] = (await scene.rep.token()).split('.').slice(0, 2).map((part) => JSON.parse(Buffer.from(part, 'base64url')))
    const secrets = JSON.parse(readFileSync(path.join(process.env.CRM_TEST_STATE, 'secrets.json'), 'utf8'))
    const key = createPrivateKey(Object.values(secrets).find((value) => `${value}`.includes('PRIVATE KEY')))
    const boast = { app_metadata: { role: 'admin', org_role: 'admin' }, user_metadata: { is_admin: true }, user_role: 'admin', role_key: 'admin', is_super_admin: true }
    const text = [header, { ...claims, ...boast }].map((part) => Buffer.from(JSON.stringify(part)).toString('base64url')).join('.')
    const token = `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
    const { status, body } = await scene.rep.rest('deals?select=id', { headers: { authorization: `Bearer ${token}` } })
    assert.equal(status, 200)
    assert.deepEqual(body.map(({ id }) => id).sort(), await scene.visible(scene.rep, 'deals'))
  })

  test('T16 neither table nor function lets a member raise himself, nor the last administrator be lost', async () => {
    const { database, here, rep, owner, anonymous, stranger } = scene
    const { rows: [admin] } = await database.query("select id from crm.roles where org_id = $1 and key = 'admin'", [here.id])
    await leavesAlone(here, async () => {
      for (const caller of [anonymous, rep, stranger]) {
        const tries = [
          caller.rest(`memberships?user_id=eq.${rep.userId}`, { method: 'PATCH', body: { role_id: admin.id }, headers: REPRESENTATION }),
          caller.rest('memberships', { method: 'POST', body: { user_id: rep.userId, role_id: admin.id } }),
          caller.rest('permissions', { method: 'POST', body: { org_id: here.id, role_id: admin.id, resource: 'deal', action: 'read', scope: 'org' } }),
          caller.rest(`permissions?resource=eq.deal&org_id=eq.${here.id}`, { method: 'PATCH', body: { scope: 'org' }, headers: REPRESENTATION }),
          caller.rest(`roles?key=eq.rep&org_id=eq.${here.id}`, { method: 'PATCH', body: { name: 'Administrator' }, headers: REPRESENTATION }),
          caller.rpc('change_member_role', { user_id: rep.userId, role_key: 'admin' }),
          caller.rpc('change_member_team', { user_id: rep.userId, team_id: null }),
          caller.rpc('suspend_member', { user_id: owner.userId }),
          caller.rpc('remove_member', { user_id: owner.userId }),
          ...(caller === stranger ? [] : [caller.rpc('set_permission', { role_key: 'rep', resource: 'deal', action: 'read', scope: 'org' })]),
          caller.rpc('set_config', { name: 'role', value: 'service_role' }),
        ]
        for (const [n, answer] of (await Promise.all(tries)).entries()) assertNoRow(answer, `${caller.label}, attempt ${n}`)
      }
      const losses = [
        await owner.rpc('change_member_role', { user_id: owner.userId, role_key: 'rep' }), await owner.rpc('suspend_member', { user_id: owner.userId }),
        await owner.rpc('remove_member', { user_id: owner.userId }), await owner.rest(`memberships?user_id=eq.${owner.userId}`, { method: 'DELETE' }),
        await owner.rpc('resign_membership'),
      ]
      for (const [n, { status, text }] of losses.entries()) assert.ok([403, 409].includes(status), `the last administrator, attempt ${n}: ${status} ${text}`)
    })
  })
})
