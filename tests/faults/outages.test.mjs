// Parts are killed under eight writers: nothing acknowledged is lost, and the API is back within seconds.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../support/client.mjs'
import { crm } from '../support/crm.mjs'
import { installTestSchema } from '../support/databases.mjs'
import { startStack, stopStack } from '../support/stack.mjs'
import { createWorld } from '../support/world.mjs'
import { up } from './start.mjs'
import { checkHistory, startWriters, until } from './history.mjs'

const ROUNDS = process.env.SOAK ? 20 : 2
const BACK_WITHIN = 30_000
// what a client may be told while a part is away: try again, or the outcome is unknown
const HONEST = [502, 503, 504]

describe('outages', () => {
  let stack
  let world

  before(async () => {
    stack = await startStack({ name: 'faults', extra: ['--no-demo'] })
    Object.assign(process.env, stack, { CRM_TEST_STATE: stack.state })
    await installTestSchema(stack, 'postgres')
    world = await createWorld({ env: stack })
    await world.rep.token()
  })

  after(async () => {
    await world?.close().catch(() => {})
    if (stack) await stopStack(stack)
  })

  // an unhealthy stack is reported all the same, with another exit code
  const pidOf = async (name) => JSON.parse((await crm('--json', 'status')).stdout).parts.find((part) => part.name === name).pid
  const writable = async () => (await world.rep.rest('accounts', { method: 'POST', body: { name: 'probe' } })).status === 201

  async function throughFault(run, fault) {
    const writers = startWriters(world.rep, { run })
    await pause(1000)
    await fault()
    const back = await until(writable, BACK_WITHIN)
    await pause(1000)
    const known = await writers.stop()
    const client = await connect('postgres', stack)
    const history = await checkHistory(client, known, run)
    await client.end()
    assert.deepEqual(history, { lost: [], invented: [], doubled: [] })
    assert.ok(known.acknowledged.size > 20, `only ${known.acknowledged.size} writes were acknowledged`)
    const dishonest = known.refused.filter(({ status }) => !HONEST.includes(status))
    assert.deepEqual(dishonest.slice(0, 5), [], `statuses: ${JSON.stringify(known.statuses)}`)
    return { back, ...known.statuses, acknowledged: known.acknowledged.size }
  }

  for (let round = 1; round <= ROUNDS; round += 1) {
    test(`PostgreSQL is killed (${round})`, async (t) => {
      const result = await throughFault(`postgres ${round}`, async () => {
        process.kill(await pidOf('postgres'), 'SIGKILL')
        // sessions notice only when they next look that their parent is gone
        await until(async () => !(await writable()), 10_000)
      })
      t.diagnostic(JSON.stringify(result))
    })

    test(`PostgREST is killed (${round})`, async (t) => {
      const result = await throughFault(`postgrest ${round}`, async () => process.kill(await pidOf('postgrest'), 'SIGKILL'))
      assert.ok(result.back < 10_000, `back after ${result.back} ms`)
      t.diagnostic(JSON.stringify(result))
    })

    test(`connections of the API are killed (${round})`, async (t) => {
      const result = await throughFault(`connections ${round}`, async () => {
        const client = await connect('postgres', stack)
        for (let n = 0; n < 10; n += 1) {
          await client.query("select pg_terminate_backend(pid) from pg_stat_activity where usename = 'authenticator'")
          await pause(50)
        }
        await client.end()
      })
      t.diagnostic(JSON.stringify(result))
    })
  }

  test('while the database is away, health says so and requests are answered with 503', async () => {
    const pid = await pidOf('postgres')
    process.kill(pid, 'SIGSTOP')
    try {
      await until(async () => (await fetch(`${stack.API_URL}/health/db`)).status === 503, 15_000)
      assert.equal((await fetch(`${stack.API_URL}/health/live`)).status, 200)
    } finally {
      process.kill(pid, 'SIGCONT')
    }
    await until(async () => (await fetch(`${stack.API_URL}/health/ready`)).status === 200, BACK_WITHIN)
  })

  test('the supervisor is killed; one command brings everything back', async () => {
    const run = 'supervisor'
    const writers = startWriters(world.rep, { run })
    await pause(1000)
    process.kill(await pidOf('gateway'), 'SIGKILL')
    await pause(500)
    await up(stack)
    await until(writable, BACK_WITHIN)
    const known = await writers.stop()
    const client = await connect('postgres', stack)
    assert.deepEqual(await checkHistory(client, known, run), { lost: [], invented: [], doubled: [] })
    await client.end()
  })

  test('what was counted before the faults is counted after them', async () => {
    const client = await connect('postgres', stack)
    const { rows: [sums] } = await client.query(`select
      (select count(*) from crm.deals)::int as deals, (select coalesce(sum(deal_count), 0) from crm.deal_statistics)::int as counted`)
    await client.end()
    assert.equal(sums.counted, sums.deals)
  })
})
