// The commands of the README and the examples of docs/ do what they say.
//
// ```sh   runs in bash at the root of the repository; every command must succeed and no answer may be an error
// ```sql  runs as a manager of the demo organization, in a transaction that is rolled back
// Other words after the language say more: `sql superuser`, and `no-run` for a block that shows a command only.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { describe, test } from 'node:test'
import { withClient } from '../support/client.mjs'
import { CRM, hasMaven, MAVEN_MISSING, ROOT } from '../support/paths.mjs'
import { run } from '../support/process.mjs'
import { fences } from './fences.mjs'

const FOLDERS = ['docs/reference', 'docs/reference/sql', 'docs/how-to']
const pages = ['README.md', ...FOLDERS.flatMap(pagesIn)]
const REFUSALS = /"code"\s*:\s*"|"message"\s*:\s*"|command not found|No such file/

function pagesIn(folder) {
  const full = path.join(ROOT, folder)
  return existsSync(full) ? readdirSync(full).filter((name) => name.endsWith('.md')).map((name) => path.join(folder, name)) : []
}

for (const page of pages) {
  const examples = fences(readFileSync(path.join(ROOT, page), 'utf8')).filter(
    ({ language, words }) => ['sh', 'sql'].includes(language) && !words.includes('no-run'),
  )
  if (examples.length === 0) continue
  describe(page, () => {
    for (const example of examples) {
      const name = `line ${example.line}: ${example.text.trim().split('\n')[0].slice(0, 70)}`
      const skip = example.text.includes('../shared') && !hasMaven && MAVEN_MISSING
      test(name, { skip }, () => (example.language === 'sh' ? runShell(example) : runSql(example)))
    }
  })
}

async function runShell({ text, words }) {
  const script = `set -euo pipefail\n${text}`
  const { code, stdout, stderr } = await run('bash', ['-c', script], { cwd: ROOT, limit: 120_000 })
  const answer = `${stdout}\n${stderr}`
  assert.equal(code, 0, answer)
  if (!words.includes('refused')) assert.doesNotMatch(stdout, REFUSALS, answer)
  assert.ok(stdout.trim().length > 0 || words.includes('silent'), 'the command printed nothing')
}

async function runSql({ text, words }) {
  if (words.includes('superuser')) {
    return withClient('postgres', async (client) => {
      await client.query('begin')
      await client.query(text).finally(() => client.query('rollback'))
    })
  }
  const args = ['psql', '--as', 'manager@acme.test', '-X', '-v', 'ON_ERROR_STOP=1', '-f', '-']
  const { code, stdout, stderr } = await run(CRM, args, { cwd: ROOT, input: `begin;\n${text}\nrollback;\n` })
  assert.equal(code, 0, `${stdout}\n${stderr}`)
}
