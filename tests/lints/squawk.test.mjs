// Squawk looks at the migrations for statements that lock or rewrite tables under load.
import assert from 'node:assert/strict'
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { test } from 'node:test'
import { ROOT, TESTS } from '../support/paths.mjs'
import { run } from '../support/process.mjs'

const SQUAWK = path.join(TESTS, 'node_modules/@squawk-cli/linux-x64/bin/squawk')
const CONFIG = path.join(TESTS, 'lints/squawk.toml')
const squawk = (files) => run(SQUAWK, ['--config', CONFIG, ...files])

const PLANTED = `alter table crm.deals add column planted integer not null;
create index planted_idx on crm.deals (planted);
alter table crm.deals alter column amount type integer;
`

test('squawk finds nothing in the migrations', async () => {
  const folder = path.join(ROOT, 'migrations')
  const migrations = readdirSync(folder).filter((name) => name.endsWith('.sql')).map((name) => path.join(folder, name))
  assert.ok(migrations.length > 0, 'there are no migrations')
  const { code, stdout, stderr } = await squawk(migrations)
  assert.equal(code, 0, stdout + stderr)
})

test('squawk finds planted faults', async () => {
  const folder = mkdtempSync(path.join(tmpdir(), 'crm-squawk-'))
  try {
    const file = path.join(folder, '20990101000000_add_planted.sql')
    writeFileSync(file, PLANTED)
    const { code, stdout } = await squawk([file])
    assert.notEqual(code, 0)
    for (const rule of ['adding-required-field', 'require-concurrent-index-creation', 'changing-column-type']) {
      assert.match(stdout, new RegExp(rule))
    }
  } finally {
    rmSync(folder, { recursive: true })
  }
})
