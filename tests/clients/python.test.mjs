// The REST door serves the Python client too.
import assert from 'node:assert/strict'
import { existsSync } from 'node:fs'
import path from 'node:path'
import { after, before, test } from 'node:test'
import { TESTS } from '../support/paths.mjs'
import { mustRun, run } from '../support/process.mjs'
import { createWorld } from '../support/world.mjs'

const VENV = path.join(TESTS, '.tmp/python')
const POSTGREST = 'postgrest==1.1.1'
let world

before(async () => {
  world = await createWorld()
})
after(() => world?.close())

/** Makes the virtual environment once; resolves to why that is not possible. */
async function environmentProblem() {
  if (existsSync(path.join(VENV, 'bin/postgrest-is-here'))) return undefined
  const { code, stderr } = await run('python3', ['-m', 'venv', VENV])
  if (code !== 0) return `python3 -m venv: ${stderr.trim().split('\n').at(-1)}`
  const pip = await run(path.join(VENV, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', POSTGREST])
  if (pip.code !== 0) return `pip install ${POSTGREST}: ${pip.stderr.trim().split('\n').at(-1)}`
  await mustRun('touch', [path.join(VENV, 'bin/postgrest-is-here')])
  return undefined
}

test('the Python client reads, writes, counts, calls functions and is refused', async (t) => {
  const problem = await environmentProblem()
  if (problem) return t.skip(problem)
  const env = { CRM_TEST_TOKEN: await world.rep.token() }
  const { code, stdout, stderr } = await run(path.join(VENV, 'bin/python'), [path.join(TESTS, 'clients/postgrest_client.py')], { env })
  assert.equal(code, 0, stdout + stderr)
})
