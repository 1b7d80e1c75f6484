// What stands in the way of `crm up` is said in one clear sentence with its remedy.
import assert from 'node:assert/strict'
import { chmod, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { crm } from '../support/crm.mjs'
import { freePorts } from '../support/ports.mjs'
import { startStack, stopStack } from '../support/stack.mjs'
import { tryUp, up } from './start.mjs'

async function emptyState() {
  const state = await mkdtemp(path.join(tmpdir(), 'crm-test-start-'))
  await chmod(state, 0o755)
  const [apiPort, dbPort] = await freePorts(2)
  return { state, apiPort, dbPort }
}

const remove = ({ state }) => rm(state, { recursive: true, force: true })

/** The refusal: one sentence that names the thing and what to do; no panic, no Rust. */
function assertClear({ code, stdout, stderr }, ...patterns) {
  const text = stdout + stderr
  assert.notEqual(code, 0, text)
  for (const pattern of patterns) assert.match(text, pattern)
  assert.doesNotMatch(text, /panicked|RUST_BACKTRACE|Err\(|Error \{/)
}

describe('starting', () => {
  test('a taken API port is named', async () => {
    const stack = await emptyState()
    const server = createServer().listen(stack.apiPort, '127.0.0.1')
    try {
      assertClear(await tryUp(stack), new RegExp(`${stack.apiPort}`), /port/i)
    } finally {
      server.close()
      await remove(stack)
    }
  })

  test('a taken database port is named', async () => {
    const stack = await emptyState()
    const server = createServer().listen(stack.dbPort, '127.0.0.1')
    try {
      assertClear(await tryUp(stack), new RegExp(`${stack.dbPort}`), /port/i)
    } finally {
      server.close()
      await remove(stack)
    }
  })

  test('a pg_config that is not there is named', async () => {
    const stack = await emptyState()
    try {
      assertClear(await tryUp(stack, { PG_CONFIG: '/nonexistent/pg_config' }), /\/nonexistent\/pg_config/)
    } finally {
      await remove(stack)
    }
  })

  describe('a stack that was there before', () => {
    let stack
    before(async () => {
      stack = await startStack({ name: 'again', extra: ['--no-demo'] })
      process.env.CRM_TEST_STATE = stack.state
    })
    after(() => stack && stopStack(stack))

    const works = async () => (await fetch(`${stack.API_URL}/health/ready`)).status === 200

    test('a second up takes seconds and changes no key', async () => {
      const secrets = await readFile(path.join(stack.state, 'secrets.json'), 'utf8')
      const started = Date.now()
      await up(stack)
      assert.ok(Date.now() - started < 30_000, `it took ${Date.now() - started} ms`)
      assert.equal(await readFile(path.join(stack.state, 'secrets.json'), 'utf8'), secrets)
      assert.ok(await works())
    })

    test('secrets are for their owner alone', async () => {
      const { mode } = await stat(path.join(stack.state, 'secrets.json'))
      assert.equal(mode & 0o077, 0)
    })

    test('a leftover pid file does not stop it', async () => {
      await crm('down')
      await writeFile(path.join(stack.state, 'crm.pid'), '1\n')
      await up(stack)
      assert.ok(await works())
    })

    test('secrets that are no JSON are named, and nothing is overwritten', async () => {
      await crm('down')
      const file = path.join(stack.state, 'secrets.json')
      const secrets = await readFile(file, 'utf8')
      await writeFile(file, secrets.slice(0, 40))
      assertClear(await tryUp(stack), /secrets\.json/)
      assert.equal(await readFile(file, 'utf8'), secrets.slice(0, 40))
      await writeFile(file, secrets)
      await up(stack)
      assert.ok(await works())
    })
  })
})
