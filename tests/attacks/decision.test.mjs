// Who may do what, asked three times on random worlds: of the extension, of PostgreSQL by trying, and of a naive reference in SQL.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import { after, before, describe, test } from 'node:test'
import { connect } from '../support/client.mjs'
import { cloneDatabase, dropDatabase } from '../support/databases.mjs'
import { seed } from '../support/random.mjs'
import { createWorld } from './decision/create.mjs'
import { KINDS, randomWorld } from './decision/worlds.mjs'

const WORLDS = Number(process.env.CRM_TEST_WORLDS ?? (process.env.SOAK ? 300 : 12))
const TRIED = ['read', 'update', 'delete']

describe('the access decision', () => {
  let name
  let database

  before(async () => {
    name = await cloneDatabase(process.env, process.env.CRM_TEST_TEMPLATE)
    database = await connect(name)
    for (const file of ['conditions', 'reference', 'answers']) {
      await database.query(await readFile(new URL(`decision/${file}.sql`, import.meta.url), 'utf8'))
    }
  })
  after(async () => {
    await database?.end()
    if (name) await dropDatabase(process.env, name)
  })

  const one = async (text, values) => (await database.query(text, values)).rows[0]

  /** The four answers about every record of a kind to one user, as sorted lists of ids. */
  async function answers(user, org, kind, action) {
    await database.query('begin')
    await database.query(`create temporary table before_deletion on commit drop as select id from crm.${kind}s where org_id = $1`, [org])
    const row = await one(`select naive.expected($1, $2, $3, $4) as expected, naive.decided($1, $2, $3, $4) as extension,
      naive.explained($1, $2, $3, $4) as explained, naive.enforced($1, $2, $3, $4) as postgres`, [user.id, org, kind, action])
    await database.query('rollback')
    return Object.fromEntries(Object.entries(row).map(([who, ids]) => [who, [...ids].sort()]))
  }

  /** What is printed of a world in which the answers differ: enough to see why. */
  function evidence(world, user, kind, more) {
    const { permissions, ...role } = world.roles.find(({ id }) => id === user.role_id) ?? { permissions: [] }
    return JSON.stringify({
      repeat: `CRM_TEST_SEED=${world.seed} CRM_TEST_WORLDS=1`, user, role, permissions: permissions.filter(({ resource }) => resource === kind),
      teams: world.teams, shares: world.shares, recordTeams: world.recordTeams, rules: world.rules.filter(({ resource }) => resource === kind), ...more,
    })
  }

  async function checkRecords(world, org, user, kind) {
    let cases = 0
    for (const action of TRIED) {
      const { expected, ...others } = await answers(user, org, kind, action)
      for (const [who, ids] of Object.entries(others)) {
        const differing = world.records[kind].filter(({ id }) => ids.includes(id) !== expected.includes(id))
        assert.deepEqual(differing.length, 0, `${who} differs on ${action} of: ${evidence(world, user, kind, { differing, expected: expected.length })}`)
        assert.equal(ids.length, expected.length)
      }
      cases += world.records[kind].length
    }
    return cases
  }

  /** How the candidates would be stored: triggers fill in what they leave open. */
  async function storeCandidates({ candidates }, org) {
    for (const kind of KINDS) {
      for (const candidate of candidates[kind]) {
        const { stored } = await one('select naive.try_insert(null, $1, $2, $3) as stored', [org, kind, JSON.stringify(candidate)])
        candidate.stored = JSON.stringify(stored)
      }
    }
  }

  async function checkCandidates(world, org, user, kind) {
    for (const candidate of world.candidates[kind]) {
      const { stored, ...row } = candidate
      const { expected, postgres } = await one(
        'select naive.expected_insert($1, $2, $3, $5) as expected, naive.try_insert($1, $2, $3, $4) as postgres',
        [user.id, org, kind, JSON.stringify(row), stored])
      assert.equal(postgres, expected, `PostgreSQL differs on create of: ${evidence(world, user, kind, { candidate, expected })}`)
    }
    return world.candidates[kind].length
  }

  test(`is the same for the extension, PostgreSQL and the reference in ${WORLDS} random worlds`, async (t) => {
    let cases = 0
    for (let n = 0; n < WORLDS; n += 1) {
      const world = randomWorld(seed + n)
      const org = await createWorld(database, world)
      await storeCandidates(world, org)
      for (const user of [...world.users, world.operator]) {
        for (const kind of KINDS) {
          cases += await checkRecords(world, org, user, kind)
          cases += await checkCandidates(world, org, user, kind)
        }
      }
    }
    t.diagnostic(`${cases} cases in ${WORLDS} worlds from seed ${seed}`)
    assert.ok(cases >= WORLDS * 100)
  })

  test('is told from one that a policy makes alone: a condition left out of it is noticed', async () => {
    const world = randomWorld(seed - 1)
    const org = await createWorld(database, world)
    await database.query('alter policy deals_select_allowed on crm.deals using (org_id = crm_ext.current_org())')
    const differences = []
    for (const user of world.users) {
      const { expected, postgres } = await answers(user, org, 'deal', 'read')
      if (expected.join() !== postgres.join()) differences.push(user.name)
    }
    assert.ok(differences.length > 0)
  })
})
