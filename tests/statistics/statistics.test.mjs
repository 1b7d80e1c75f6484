// deal_statistics equal a recount, whatever happens: concurrent writers, rollbacks, savepoints, kills, folds.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../support/client.mjs'
import { cloneDatabase, dropDatabase } from '../support/databases.mjs'
import { pick, randomFrom, seed } from '../support/random.mjs'
import { choices, randomChange, statisticsAndRecount } from './deal_changes.mjs'

const WRITERS = 8
const COMMITS = process.env.SOAK ? 20_000 : 300
const KILLS = process.env.SOAK ? 500 : 20
const AT_MOST_SECONDS = process.env.SOAK ? 1200 : 120
const OPERATIONS = process.env.SOAK ? 5000 : 300

describe('deal statistics', () => {
  let database
  let client
  let world

  before(async () => {
    database = await cloneDatabase(process.env, process.env.CRM_TEST_TEMPLATE)
    client = await connect(database)
    world = await choices(client)
  })

  after(async () => {
    await client?.end()
    await dropDatabase(process.env, database)
  })

  const assertEqual = async () => {
    const { statistics, recount } = await statisticsAndRecount(client)
    assert.deepEqual(statistics, recount)
  }

  /** One transaction of one to five changes; half of them in savepoints that may be rolled back. Resolves to whether it was committed. */
  async function transaction(connection, random, lane) {
    await connection.query('begin')
    for (let left = 1 + Math.floor(random() * 5); left > 0; left -= 1) {
      const inSavepoint = random() < 0.5
      if (inSavepoint) await connection.query('savepoint one')
      await connection.query(randomChange(random, world, lane))
      if (inSavepoint && random() < 0.5) await connection.query(random() < 0.2 ? 'savepoint two' : 'select 1')
      if (inSavepoint) await connection.query(random() < 0.4 ? 'rollback to savepoint one' : 'release savepoint one')
    }
    const commits = random() < 0.75
    await connection.query(commits ? 'commit' : 'rollback')
    return commits
  }

  test(`equal a recount after each of ${OPERATIONS} random transactions (seed ${seed})`, async () => {
    const random = randomFrom(seed)
    let committed = 0
    for (let n = 1; n <= OPERATIONS; n += 1) {
      committed += (await transaction(client, random, 'property')) ? 1 : 0
      if (random() < 0.05) await client.query('select crm_private.fold_deal_statistics()')
      if (n % 20 === 0) await assertEqual()
    }
    await assertEqual()
    assert.ok(committed > OPERATIONS / 2)
  })

  test('an error inside a transaction takes its statistics along', async () => {
    const random = randomFrom(seed + 1)
    await client.query('begin')
    await client.query(randomChange(random, world, 'error'))
    await assert.rejects(client.query('select 1 / 0'), /division by zero/)
    await client.query('rollback')
    await client.query(`do $$ begin
      insert into crm.deals (org_id, name, owner_id, stage_id, pipeline_id, amount, currency)
      select '${world.org}', 'caught', '${world.owners[0]}', '${world.stages[0].id}', '${world.stages[0].pipeline_id}', 10, 'EUR';
      raise division_by_zero;
    exception when division_by_zero then null; end $$`)
    await assertEqual()
  })

  test('a deal that goes to the bin and comes back counts again', async () => {
    const { rows: [deal] } = await client.query('select id from crm.deals where org_id = $1 limit 1', [world.org])
    await client.query('delete from crm.deals where id = $1', [deal.id])
    await assertEqual()
    await client.query('begin')
    await client.query("select tests.act_as('admin')")
    await client.query("select crm.restore('deal', $1)", [deal.id])
    await client.query('commit')
    await assertEqual()
  })

  test(`equal a recount after ${COMMITS} commits of ${WRITERS} writers with rollbacks, savepoints and ${KILLS} kills`, async () => {
    const end = Date.now() + AT_MOST_SECONDS * 1000
    const counts = { committed: 0, killed: 0 }
    const goesOn = () => Date.now() < end && (counts.committed < COMMITS || counts.killed < KILLS)

    async function writer(number) {
      const random = randomFrom(seed + 100 + number)
      let connection = await connect(database)
      while (goesOn()) {
        try {
          counts.committed += (await transaction(connection, random, pick(random, [number, null]))) ? 1 : 0
        } catch (error) {
          // a kill (57P01, or a lost connection) or a deadlock between bulk updates; anything else is a defect
          const expected = ['57P01', '40P01', '40001'].includes(error.code) || /terminat|ECONNRESET|not queryable|closed/i.test(error.message)
          assert.ok(expected, `${error.code} ${error.message}`)
          await connection.end().catch(() => {})
          connection = await connect(database)
        }
      }
      await connection.end().catch(() => {})
    }

    async function killer() {
      const random = randomFrom(seed + 200)
      while (goesOn()) {
        await pause(100 + random() * 300)
        const { rows } = await client.query(`
          select pg_terminate_backend(pid) from (
            select pid from pg_stat_activity
            where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'
              and application_name <> 'folder' order by random() limit 1) victim`)
        counts.killed += rows.length
      }
    }

    async function folder() {
      const connection = await connect(database)
      await connection.query("set application_name = 'folder'")
      while (goesOn()) {
        await connection.query('select crm_private.fold_deal_statistics()')
        await pause(50)
      }
      await connection.end()
    }

    await Promise.all([...Array(WRITERS).keys()].map(writer).concat(killer(), folder()))
    assert.ok(counts.committed >= COMMITS && counts.killed >= KILLS, `only ${JSON.stringify(counts)} in ${AT_MOST_SECONDS} s`)
    await settle()
    await assertEqual()
    await client.query('select crm_private.fold_deal_statistics()')
    await assertEqual()
    assert.equal((await client.query('select count(*)::int as rows from crm_private.deal_statistics_deltas')).rows[0].rows, 0)
  })

  /** Waits until killed backends have ended their transactions. */
  async function settle() {
    for (let tries = 0; tries < 50; tries += 1) {
      const { rows } = await client.query("select from pg_stat_activity where datname = current_database() and pid <> pg_backend_pid() and backend_type = 'client backend'")
      if (rows.length === 0) return
      await pause(100)
    }
  }

  test('emptying the table empties the statistics, or is refused', async () => {
    await client.query('begin')
    const refused = await client.query('truncate crm.deals cascade').then(() => false, () => true)
    await client.query(refused ? 'rollback' : 'commit')
    await assertEqual()
  })
})
