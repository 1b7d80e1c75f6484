// Files as they come: with wrong rows, broken quotes, odd bytes. Each fault is reported with its line; nothing is half done.
import assert from 'node:assert/strict'
import { spawn } from 'node:child_process'
import { createWriteStream } from 'node:fs'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { after, before, beforeEach, describe, test } from 'node:test'
import { crm, crmJson } from '../support/crm.mjs'
import { CRM } from '../support/paths.mjs'
import { createWorld } from '../support/world.mjs'

const HEADER = 'first_name,last_name,email,phone,company,job_title,website,country,employees,notes'
const row = (n, { email = `person${n}@example.org`, employees = n, name = `Person ${n}` } = {}) =>
  `First,${name},${email},,Company ${n},Buyer,,US,${employees},note ${n}`
const lines = (...rows) => Buffer.from([HEADER, ...rows, ''].join('\n'))

describe('files', () => {
  let world
  let folder
  let file

  before(async () => {
    world = await createWorld()
    folder = await mkdtemp(path.join(tmpdir(), 'crm-test-import-'))
    file = path.join(folder, 'leads.csv')
  })
  after(async () => {
    await world?.close()
    await rm(folder, { recursive: true, force: true })
  })
  beforeEach(() => world.database.query('delete from crm.leads where org_id = $1', [world.here.id]))

  const options = () => ['--org', world.here.slug, '--mapping', 'leads', '--errors', path.join(folder, 'errors.csv')]
  const load = async (content, ...more) => {
    await writeFile(file, content)
    return crmJson('import', ...options(), ...more, file)
  }
  const refusedLoad = async (content, ...more) => {
    await writeFile(file, content)
    const { code, stdout, stderr } = await crm('import', ...options(), ...more, file)
    assert.notEqual(code, 0, stdout)
    assert.doesNotMatch(stderr, /panicked|RUST_BACKTRACE/)
    return stdout + stderr
  }
  const stored = async () =>
    (await world.database.query('select * from crm.leads where org_id = $1 order by last_name', [world.here.id])).rows

  test('good rows come in, wrong ones are reported with line, column and reason', async () => {
    const report = await load(lines(row(1), row(2, { employees: 'many' }), row(3), row(4, { email: '' })))
    assert.deepEqual([report.totals.read, report.totals.created, report.totals.refused], [4, 2, 2])
    const errors = await readFile(path.join(folder, 'errors.csv'), 'utf8')
    const reported = errors.trim().split('\n').slice(1).map((line) => line.split(','))
    assert.deepEqual(reported.map(([, line, column]) => [line, column]), [['3', 'employees'], ['5', 'email']])
    assert.deepEqual((await stored()).map((lead) => lead.last_name), ['Person 1', 'Person 3'])
  })

  test('--strict stores nothing when one row is wrong', async () => {
    const text = await refusedLoad(lines(row(1), row(2, { employees: 'many' })), '--strict')
    assert.match(text, /1 row/)
    assert.deepEqual(await stored(), [])
  })

  test('a dry run stores nothing and reports the same', async () => {
    const report = await load(lines(row(1), row(2, { employees: 'many' })), '--dry-run')
    assert.deepEqual([report.dry_run, report.totals.created, report.totals.refused], [true, 1, 1])
    assert.deepEqual(await stored(), [])
  })

  test('the same file again changes nothing; a changed row is updated; undo brings the old value back', async () => {
    await load(lines(row(1), row(2)))
    const again = await load(lines(row(1), row(2)))
    assert.deepEqual([again.totals.created, again.totals.updated, again.totals.unchanged], [0, 0, 2])
    const changed = await load(lines(row(1), row(2, { name: 'Renamed' })))
    assert.deepEqual([changed.totals.created, changed.totals.updated], [0, 1])
    assert.deepEqual((await stored()).map((lead) => lead.last_name), ['Person 1', 'Renamed'])
    await crmJson('import', 'undo', changed.batch)
    assert.deepEqual((await stored()).map((lead) => lead.last_name), ['Person 1', 'Person 2'])
    const twice = await crm('import', 'undo', changed.batch)
    assert.notEqual(twice.code, 0)
    assert.match(twice.stderr, /undone already/)
  })

  test('two rows of one identity are reported', async () => {
    const report = await load(lines(row(1), row(2, { email: 'person1@example.org' })))
    assert.deepEqual([report.totals.created, report.totals.refused], [1, 1])
    assert.equal(report.samples[0].line, 3)
  })

  test('a byte order mark, CRLF and quoted line breaks are read', async () => {
    const text = `\ufeff${HEADER}\r\nAda,"Love\r\nlace, ""Countess""",ada@example.org,,,,,GB,,\r\n`
    const report = await load(Buffer.from(text))
    assert.equal(report.totals.created, 1, JSON.stringify(report))
    assert.equal((await stored())[0].last_name.replace('\r\n', ' '), 'Love lace, "Countess"')
  })

  test('invalid UTF-8 is reported with its line and never stored', async () => {
    const content = Buffer.concat([lines(row(1)), Buffer.from('First,Bad \xff\xfe name,bad@example.org,,,,,,,\n', 'latin1'), Buffer.from(`${row(3)}\n`)])
    const report = await load(content)
    assert.deepEqual([report.totals.created, report.totals.refused], [2, 1])
    assert.equal(report.samples[0].line, 3)
    assert.match(report.samples[0].reason, /UTF-8/i)
  })

  test('a NUL character is reported with its line', async () => {
    const report = await load(lines(row(1), row(2, { name: 'a\u0000b' })))
    assert.deepEqual([report.totals.created, report.totals.refused], [1, 1])
    assert.equal(report.samples[0].line, 3)
  })

  test('a row with too few or too many cells is reported with its line', async () => {
    const report = await load(lines(row(1), 'just,three,cells', `${row(3)},one,more`))
    assert.equal(report.totals.created, 1)
    assert.deepEqual(report.samples.map(({ line }) => line), [3, 4])
  })

  test('a quote that is never closed stops the import with its line, and nothing is stored', async () => {
    const text = await refusedLoad(lines(row(1), 'First,"never closed,x@example.org,,,,,,,', row(3)))
    assert.match(text, /line 3/)
    assert.match(text, /quote/)
    assert.deepEqual(await stored(), [])
  })

  test('a cell without end stops the import instead of filling the memory', async () => {
    const text = await refusedLoad(Buffer.concat([lines(row(1)), Buffer.from(`First,"${'x'.repeat(3_000_000)}`)]))
    assert.match(text, /line 3/)
    assert.deepEqual(await stored(), [])
  })

  test('a column that the mapping names and the file lacks is said before anything happens', async () => {
    const text = await refusedLoad(Buffer.from(lines(row(1)).toString().replace('company', 'firm')))
    assert.match(text, /company/)
    assert.deepEqual(await stored(), [])
  })

  test('a header that occurs twice is refused by its name', async () => {
    const text = await refusedLoad(Buffer.from(`${HEADER},email\n${row(1)},other@example.org\n`))
    assert.match(text, /email/)
  })

  test('an empty file is refused, a file of a header brings nothing', async () => {
    await refusedLoad(Buffer.from(''))
    assert.equal((await load(lines())).totals.read, 0)
  })

  describe('mappings', () => {
    const withMapping = async (text) => {
      const mapping = path.join(folder, 'mapping.toml')
      await writeFile(mapping, text)
      await writeFile(file, lines(row(1)))
      const { code, stdout, stderr } = await crm('import', '--org', world.here.slug, '--mapping', mapping, file)
      assert.notEqual(code, 0, stdout)
      assert.doesNotMatch(stderr, /panicked/)
      assert.deepEqual(await stored(), [])
      return stdout + stderr
    }
    const mapping = (fields, more = '') => `name = "own"\nsource = "own"\n[[file]]\nkind = "lead"\nexternal_id = "email"\n${more}[file.fields]\n${fields}\n`

    test('that name a column the file lacks', async () => assert.match(await withMapping(mapping('last_name = "surname"')), /surname/))
    test('that name a field the record lacks', async () => assert.match(await withMapping(mapping('shoe_size = "employees"')), /shoe_size/))
    test('that write what the database keeps', async () => assert.match(await withMapping(mapping('org_id = "email"')), /org_id/))
    test('that name no column at all', async () => assert.match(await withMapping(mapping('')), /field|column|last_name/))
    test('that are no TOML', async () => assert.match(await withMapping('name = "own'), /mapping/))
    test('with a key that does not exist', async () => assert.match(await withMapping(mapping('last_name = { colum = "last_name" }')), /colum/))
    test('that look up in a kind that does not exist', async () =>
      assert.match(await withMapping(mapping('source_id = { column = "company", lookup = { kind = "unicorn" } }')), /unicorn/))
  })

  test('an unknown mapping, organization or file is named with what to do', async () => {
    const cases = [
      [['--org', world.here.slug, '--mapping', 'nonsense', file], /nonsense/],
      [['--org', 'nobody', '--mapping', 'leads', file], /nobody/],
      [['--org', world.here.slug, '--mapping', 'leads', '/nonexistent.csv'], /nonexistent/],
      [['--org', world.here.slug, '--mapping', 'leads', '--as-of', 'yesterday', file], /yesterday/],
    ]
    for (const [args, pattern] of cases) {
      const { code, stderr } = await crm('import', ...args)
      assert.notEqual(code, 0)
      assert.match(stderr, pattern)
    }
  })

  test('formulas are stored as they are, exported with an apostrophe, and come back as they were', async () => {
    const cells = ['=cmd|calc', '+1+2', '-2+3', '@SUM(1)', '\tx', "'quoted", "'=twice", 'plain']
    const rows = cells.map((cell, n) => `First,"${cell}",formula${n}@example.org,,,,,,,`)
    assert.equal((await load(lines(...rows))).totals.created, cells.length)
    const names = async () => (await stored()).map((lead) => [lead.email, lead.last_name]).sort()
    const before = await names()
    const out = path.join(folder, 'out.csv')
    await crmJson('export', '--org', world.here.slug, 'leads', '--output', out)
    const text = await readFile(out, 'utf8')
    for (const cell of ['=cmd|calc', '+1+2', '-2+3', '@SUM(1)']) {
      assert.ok(text.includes(`'${cell}`), `${cell} came out raw`)
      assert.ok(!new RegExp(`(^|,)"?\\${cell[0]}${cell.slice(1, 4).replace(/[|+(]/g, '\\$&')}`, 'm').test(text), `${cell} came out raw`)
    }
    const mapping = path.join(folder, 'back.toml')
    await writeFile(mapping, 'name = "back"\nsource = "back"\n[formats]\nunescape_formulas = true\n[[file]]\nkind = "lead"\nexternal_id = "email"\n[file.fields]\nlast_name = "last_name"\nemail = "email"\nfirst_name = "first_name"\n')
    await world.database.query('delete from crm.leads where org_id = $1', [world.here.id])
    const back = await crmJson('import', '--org', world.here.slug, '--mapping', mapping, out)
    assert.equal(back.totals.created, cells.length, JSON.stringify(back))
    assert.deepEqual(await names(), before)
  })

  test('an export as a member holds what the member sees', async () => {
    await load(lines(row(1), row(2)))
    await world.database.query("update crm.leads set owner_id = $1 where org_id = $2 and last_name = 'Person 1'", [world.rep.userId, world.here.id])
    const { stdout } = await crm('export', '--org', world.here.slug, 'leads', '--format', 'ndjson', '--as', world.rep.email)
    const names = stdout.trim().split('\n').map((line) => JSON.parse(line).last_name)
    assert.deepEqual(names, ['Person 1'])
    const stranger = await crm('export', '--org', world.here.slug, 'leads', '--as', world.otherTenantAdmin.email)
    assert.notEqual(stranger.code, 0)
  })

  test('many rows come in with bounded memory', async (t) => {
    const count = process.env.SOAK ? 1_000_000 : 30_000
    await writeMany(count)
    const { peak, report } = await loadMeasured()
    assert.equal(report.totals.created, count, JSON.stringify(report.totals))
    assert.ok(peak < 200, `crm took ${peak} MB`)
    t.diagnostic(`${count} rows in ${report.seconds.toFixed(1)} s, ${peak} MB at most`)
    await crmJson('import', 'undo', report.batch)
    assert.deepEqual(await stored(), [])
  })

  function writeMany(count) {
    return new Promise((resolve, reject) => {
      const stream = createWriteStream(file).on('error', reject)
      stream.write(`${HEADER}\n`)
      let n = 0
      const more = () => {
        while (n < count) {
          n += 1
          if (!stream.write(`${row(n)}\n`)) return stream.once('drain', more)
        }
        stream.end(resolve)
      }
      more()
    })
  }

  /** Runs the import and watches the largest size of its process, in MB. */
  function loadMeasured() {
    return new Promise((resolve, reject) => {
      const child = spawn(CRM, ['--json', '--state', process.env.CRM_TEST_STATE, 'import', ...options(), file], { stdio: ['ignore', 'pipe', 'inherit'] })
      let peak = 0
      let output = ''
      child.stdout.on('data', (part) => (output += part))
      const watch = setInterval(async () => {
        const status = await readFile(`/proc/${child.pid}/status`, 'utf8').catch(() => '')
        peak = Math.max(peak, Math.round(Number(status.match(/VmHWM:\s+(\d+)/)?.[1] ?? 0) / 1024))
      }, 100)
      child.on('close', (code) => {
        clearInterval(watch)
        code === 0 ? resolve({ peak, report: JSON.parse(output) }) : reject(new Error(`crm import ended with ${code}: ${output}`))
      })
    })
  }
})
