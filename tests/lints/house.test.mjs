// The house rules hold for every tracked file, and each rule finds its planted fault.
import assert from 'node:assert/strict'
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { before, describe, test } from 'node:test'
import { ROOT } from '../support/paths.mjs'
import { mustRun } from '../support/process.mjs'
import { RULES } from './house.mjs'

// The rules name what they look for, and their planted faults are faults.
const ABOUT_THE_RULES = /^tests\/lints\/house/
// The SQL of a released version of the extension is written from its library.
const NOT_SOURCE = /(package-lock\.json|Cargo\.lock|\.gz|\.png)$|^pg_crm_ext\/sql\/pg_crm_ext--[0-9.]+\.sql$/

const PLANTED = {
  tooLong: { path: 'crm-core/src/planted.rs', text: 'fn planted() {}\n'.repeat(401) },
  namelessFiles: { path: 'crm-core/src/utils.rs', text: '' },
  machinePaths: { path: 'docs/planted.md', text: ['see /wo', 'rk/main/README.md'].join('') },
  unfinished: { path: 'crm-core/src/planted.rs', text: ['// TO', 'DO later'].join('') },
  badMigrationNames: { path: 'migrations/20260101_fix.sql', text: '' },
  shoutedKeywords: { path: 'sql/planted.sql', text: 'SELECT 1;' },
  thickShims: { path: 'supabase/functions/planted/index.ts', text: '//\n'.repeat(21) },
}

describe('house rules', () => {
  let files

  before(async () => {
    const { stdout } = await mustRun('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: ROOT })
    files = stdout
      .split('\0')
      .filter((name) => name && !NOT_SOURCE.test(name) && !ABOUT_THE_RULES.test(name))
      .filter((name) => statSync(path.join(ROOT, name), { throwIfNoEntry: false })?.isFile())
      .map((name) => ({ path: name, text: readFileSync(path.join(ROOT, name), 'utf8') }))
  })

  for (const [name, rule] of Object.entries(RULES)) {
    test(`${name} finds nothing`, () => assert.deepEqual(rule(files), []))
    test(`${name} finds a planted fault`, () => assert.equal(rule([PLANTED[name]]).length, 1))
  }
})
