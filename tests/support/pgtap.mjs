// Runs tests/database/*.sql with pg_prove, each file in its own clone of the template, two at a time.
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fromTap, sum } from './counts.mjs'
import { cloneDatabase, connectionEnvironment, dropDatabase } from './databases.mjs'
import { TESTS } from './paths.mjs'
import { run } from './process.mjs'

const LANES = 2
// a clone has no settings of its own; the functions of pgTAP and of the tests lie in these schemas
const OPTIONS = '-c client_min_messages=warning -c search_path=tap,tests,public'

export async function proveDatabase({ env }) {
  const folder = path.join(TESTS, 'database')
  const files = (await readdir(folder)).filter((name) => name.endsWith('.sql')).sort()
  const waiting = [...files]
  const results = []
  const lane = async () => {
    for (let file = waiting.shift(); file; file = waiting.shift()) results.push(await prove(env, folder, file))
  }
  await Promise.all(Array.from({ length: LANES }, lane))
  return { counts: sum(results.map((one) => one.counts)), output: results.map((one) => one.output).join('') }
}

async function prove(env, folder, file) {
  const database = await cloneDatabase(env, env.CRM_TEST_TEMPLATE)
  try {
    const connection = { ...connectionEnvironment(env.DB_URL, database), PGOPTIONS: OPTIONS }
    const args = ['--verbose', '--norc', path.join(folder, file)]
    const { code, stdout, stderr } = await run('pg_prove', args, { env: connection, cwd: folder })
    const counts = fromTap(stdout)
    const broken = code !== 0 && counts.failed === 0
    return {
      counts: broken ? { ...counts, failed: 1 } : counts,
      output: code === 0 ? '' : `--- database/${file}\n${failures(stdout)}\n${stderr}`,
    }
  } finally {
    await dropDatabase(env, database)
  }
}

/** The failed tests and what they say, without the passed ones. */
function failures(tap) {
  return tap.split('\n').filter((line) => !/^ok \d+/.test(line)).join('\n')
}
