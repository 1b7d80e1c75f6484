// What `crm up` prints at its end is true: the second start takes seconds, and its commands work when pasted.
import assert from 'node:assert/strict'
import { before, describe, test } from 'node:test'
import { crm } from '../support/crm.mjs'
import { ROOT } from '../support/paths.mjs'
import { run } from '../support/process.mjs'

/** The commands below "Try:": indented lines without comments, continued by a backslash. */
function commandsIn(greeting) {
  const [, after] = greeting.split('\nTry:\n')
  const block = after.split('\n').filter((line) => /^\s{2,}\S/.test(line) && !line.trim().startsWith('#'))
  return block.join('\n').replaceAll(/\\\n\s*/g, '').split('\n').map((line) => line.trim())
}

describe('the greeting of crm up', () => {
  let greeting
  let took

  before(async () => {
    const started = Date.now()
    const { code, stdout, stderr } = await crm('up')
    assert.equal(code, 0, stdout + stderr)
    took = Date.now() - started
    greeting = stdout
  })

  test('comes within seconds the second time', () => assert.ok(took < 60_000, `it took ${took} ms`))

  test('names the addresses, the keys and the demo users', () => {
    for (const text of [process.env.API_URL, process.env.DB_URL, process.env.ANON_KEY, process.env.SERVICE_ROLE_KEY]) {
      assert.ok(greeting.includes(text), `${text} is missing`)
    }
    for (const user of ['admin@acme.test', 'manager@acme.test', 'rep@acme.test', 'rep2@acme.test', 'analyst@acme.test', 'admin@globex.test', 'rep@globex.test']) {
      assert.ok(greeting.includes(user), `${user} is missing`)
    }
  })

  test('has three commands that work when pasted', async () => {
    const commands = commandsIn(greeting)
    assert.equal(commands.length, 3, commands.join('\n'))
    for (const command of commands) {
      const { code, stdout, stderr } = await run('bash', ['-c', `set -euo pipefail\n${command}`], { cwd: ROOT, limit: 120_000 })
      assert.equal(code, 0, `${command}\n${stdout}${stderr}`)
      assert.ok(stdout.trim().length > 2, `${command} printed nothing`)
      assert.doesNotMatch(stdout, /"code"\s*:\s*"/, command)
    }
  })
})
