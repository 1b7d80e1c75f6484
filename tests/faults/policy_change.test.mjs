// A changed policy is applied under fifty reading clients and a long query of an analyst, without one failed request.
import assert from 'node:assert/strict'
import { cp, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { connect } from '../support/client.mjs'
import { crmJson } from '../support/crm.mjs'
import { installTestSchema } from '../support/databases.mjs'
import { ROOT } from '../support/paths.mjs'
import { insertDeal } from '../support/records.mjs'
import { startStack, stopStack } from '../support/stack.mjs'
import { createWorld } from '../support/world.mjs'

const READERS = 50
const QUERY_SECONDS = process.env.SOAK ? 60 : 10

describe('a changed policy', () => {
  let stack
  let world
  let release

  before(async () => {
    stack = await startStack({ name: 'policy', extra: ['--no-demo'] })
    Object.assign(process.env, stack, { CRM_TEST_STATE: stack.state })
    await installTestSchema(stack, 'postgres')
    world = await createWorld({ env: stack })
    await insertDeal(world.rep, { name: 'Read by all' })
    release = await mkdtemp(path.join(tmpdir(), 'crm-test-release-'))
    for (const folder of ['migrations', 'sql']) await cp(path.join(ROOT, folder), path.join(release, folder), { recursive: true })
  })

  after(async () => {
    await world?.close().catch(() => {})
    if (stack) await stopStack(stack)
    if (release) await rm(release, { recursive: true })
  })

  /** Adds a condition that changes nothing to the policies of deals, in a copy of the sources. */
  async function changePolicy(condition) {
    const file = path.join(release, 'sql/90_protection/protect_registered_tables.sql')
    const text = await readFile(file, 'utf8')
    const change = `select crm_private.write_policy('crm.deals', r.command, r.rule || ' and ${condition}') from crm_private.table_rules() r
      where r.table_name = 'crm.deals';`
    await writeFile(file, `${text}\n${change}\n`)
  }

  test(`is applied under ${READERS} readers and an analyst's query of ${QUERY_SECONDS} s`, async (t) => {
    let running = true
    const failures = []
    let requests = 0
    const read = async () => {
      while (running) {
        const { status, text } = await world.rep.rest('deals?select=id,name,stage:stage_id(name)').catch((error) => ({ status: 0, text: `${error.cause ?? error}` }))
        requests += 1
        if (status !== 200 || !text.includes('Read by all')) failures.push(`${status} ${text.slice(0, 200)}`)
      }
    }
    const readers = Array.from({ length: READERS }, read)

    const analyst = await connect('postgres', stack)
    let report
    let times
    try {
      await analyst.query('begin')
      await analyst.query('select count(*) from crm.deals')
      const longQuery = analyst.query('select count(*), pg_sleep($1) from crm.deals', [QUERY_SECONDS]).then(() => analyst.query('commit'))
      longQuery.catch(() => {}) // seen where it is awaited, unless the migration failed first
      await pause(500)
      await changePolicy('org_id is not null')
      const started = Date.now()
      report = await crmJson('migrate', '--from', release)
      times = { applied: Date.now() - started }
      await longQuery
      times.queryEnded = Date.now() - started
      await pause(500)
    } finally {
      running = false
      await Promise.all([...readers, analyst.end()])
    }

    assert.deepEqual(failures.slice(0, 5), [], `${failures.length} of ${requests} requests failed`)
    assert.ok(requests > READERS, `only ${requests} requests`)
    assert.ok(report.objects.some((name) => name.includes('protect_registered_tables')), JSON.stringify(report))
    const { rows } = await world.database.query("select with_check from pg_policies where tablename = 'deals' and cmd = 'UPDATE'")
    assert.match(rows[0].with_check, /org_id IS NOT NULL/)
    t.diagnostic(`${requests} reads; applied after ${times.applied} ms, the query ended after ${times.queryEnded} ms`)
  })
})
