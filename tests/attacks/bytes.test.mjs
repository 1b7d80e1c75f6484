// Bytes that are no text, texts that are no names, and files that are no tables: T25, T27.
import assert from 'node:assert/strict'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { gzipSync } from 'node:zlib'
import { after, before, describe, test } from 'node:test'
import { setTimeout as pause } from 'node:timers/promises'
import { crm } from '../support/crm.mjs'
import { createWorld } from '../support/world.mjs'

const FORMULAS = ["=cmd|' /C calc'!A0", '+1+1', '-2+3', '@SUM(A1)', '\t=1', '\r=1', '=HYPERLINK("http://evil.example")']

describe('bytes', () => {
  let world
  let callers
  let folder

  before(async () => {
    world = await createWorld()
    callers = { nobody: world.anonymous, rep: world.rep, owner: world.admin, stranger: world.otherTenantAdmin }
    folder = await mkdtemp(path.join(tmpdir(), 'crm-attack-'))
  })
  after(async () => {
    await world?.close()
    if (folder) await rm(folder, { recursive: true })
  })

  /** A request whose path, headers and body go out byte by byte as given. */
  async function raw(caller, target, { method = 'GET', body, headers = {} } = {}) {
    const { hostname, port } = new URL(process.env.API_URL)
    const sent = { ...(await caller.headers()), ...(body && { 'content-type': 'application/json', 'content-length': body.length }), ...headers }
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, path: target, method, headers: sent }, (response) => {
        let text = ''
        response.on('data', (part) => (text += part)).on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }))
      })
      call.on('error', reject).end(body)
    })
  }

  const bodies = {
    'a NUL': Buffer.from('{"name": "a\\u0000b"}'),
    'a raw NUL': Buffer.from([...Buffer.from('{"name": "a'), 0, ...Buffer.from('b"}')]),
    'a lone high surrogate': Buffer.from('{"name": "a\\ud800b"}'),
    'a lone low surrogate': Buffer.from('{"name": "a\\udc00b"}'),
    'a surrogate in UTF-8': Buffer.from([...Buffer.from('{"name": "'), 0xed, 0xa0, 0x80, ...Buffer.from('"}')]),
    'an overlong slash': Buffer.from([...Buffer.from('{"name": "'), 0xc0, 0xaf, ...Buffer.from('"}')]),
    'a character beyond Unicode': Buffer.from([...Buffer.from('{"name": "'), 0xf4, 0x90, 0x80, 0x80, ...Buffer.from('"}')]),
    'half a character': Buffer.from([...Buffer.from('{"name": "'), 0xe2, 0x82, ...Buffer.from('"}')]),
  }

  for (const [what, body] of Object.entries(bodies)) {
    test(`T27 a body with ${what} is answered with 400, and nothing is stored`, async () => {
      for (const [name, caller] of Object.entries(callers)) {
        const { status, text } = await raw(caller, '/rest/v1/accounts', { method: 'POST', body })
        assert.ok(status === 400 || (name === 'nobody' && status === 401), `${name}: ${status} ${text}`)
      }
      const { rows } = await world.database.query('select from crm.accounts where org_id = any ($1)', [[world.here.id, world.there.id]])
      assert.equal(rows.length, 0)
    })
  }

  test('T27 a URL with NUL, overlong, broken or surrogate UTF-8 is answered with 400', async () => {
    for (const value of ['a%00b', '%C0%AF', '%C1%81', '%ED%A0%80', '%FF', '%E2%82', '%F4%90%80%80', '%F8%88%80%80%80']) {
      for (const target of [`/rest/v1/accounts?name=eq.${value}`, `/rest/v1/accounts?${value}=eq.1`, `/rest/v1/${value}`, `/rest/v1/rpc/search?q=${value}`]) {
        for (const caller of [world.rep, world.admin]) assert.equal((await raw(caller, target)).status, 400, target)
      }
    }
  })

  test('T27 texts of every script, direction and joining come back as they were', async () => {
    const texts = ['\u202Eevil\u202C', 'zero\u200Bwidth\u200D\uFEFF', 'e\u0301 and \u00e9', '👩‍👩‍👧‍👦🏳️‍🌈', 'عربى', '𝒳𝓎𝓏', '\u2028line\u2029', '<script>alert(1)</script>', 'a\tb\nc\rd']
    for (const name of texts) {
      const { status, body, text } = await world.rep.rest('accounts', { method: 'POST', body: { name, description: name }, headers: { prefer: 'return=representation' } })
      assert.equal(status, 201, text)
      assert.equal(body[0].description, name)
      const found = await world.rep.rest(`accounts?description=eq.${encodeURIComponent(name)}&select=description`)
      assert.deepEqual(found.body, [{ description: name }])
    }
  })

  test('T27 an address is one address in whatever form it is written', async () => {
    const forms = ['Ren\u00e9@Example.org', 'rene\u0301@example.org', ' ren\u00e9@EXAMPLE.ORG ']
    const stored = []
    for (const email of forms) {
      const { body, text } = await world.rep.rest('leads', { method: 'POST', body: { last_name: 'Twin', email }, headers: { prefer: 'return=representation' } })
      assert.ok(body?.[0], text)
      stored.push(body[0].normalized_email)
    }
    assert.deepEqual(new Set(stored).size, 1, `${stored}`)
  })

  /** The whole lines of a log from a byte on; the gateway gathers lines before it writes them. */
  async function linesAfter(log, start, count) {
    for (let tries = 0; tries < 100; tries += 1) {
      const text = (await readFile(log)).subarray(start).toString()
      const lines = text.slice(0, text.lastIndexOf('\n') + 1).split('\n').filter((line) => line.startsWith('{') || line.includes('forged'))
      if (lines.length >= count) return lines
      await pause(100)
    }
    throw new Error(`the log has fewer than ${count} new lines`)
  }

  test('T27 line breaks reach no header, and the log keeps one JSON object a line', async () => {
    const log = path.join(process.env.CRM_TEST_STATE, 'logs/crm.log')
    const before = (await readFile(log)).length
    const paths = ['/rest/v1/accounts?name=eq.a%0d%0aset-cookie:%20x=1', '/rest/v1/%0d%0a%7b%22event%22:%22forged%22%7d', '/%22%7d%0a%7b%22event%22:%22forged%22%7d']
    for (const target of paths) {
      for (const caller of Object.values(callers)) {
        const { headers } = await raw(caller, target, { headers: { 'user-agent': 'x","event":"forged', 'x-request-id': '"}{"event":"forged"}', 'x-client-info': 'a\tb' } })
        assert.equal(headers['set-cookie'], undefined)
      }
    }
    await assert.rejects(async () => raw(world.rep, '/rest/v1/accounts', { headers: { 'x-org-id': 'a\r\nx: y' } }))
    const lines = await linesAfter(log, before, paths.length)
    for (const line of lines) assert.notEqual(JSON.parse(line).event, 'forged', line)
  })

  async function importFile(name, content, ...more) {
    const mapping = path.join(folder, 'attack.toml')
    await writeFile(mapping, 'name = "attack"\nsource = "attack"\n[[file]]\nkind = "lead"\nexternal_id = "id"\n[file.fields]\nlast_name = "last_name"\nemail = "email"\n')
    const file = path.join(folder, `${name}.csv`)
    await writeFile(file, content)
    return crm('import', '--org', world.here.slug, '--owner', world.admin.email, '--mapping', mapping, ...more, file)
  }

  const leads = async () => (await world.database.query("select last_name, email from crm.leads where org_id = $1 and last_name <> 'Twin' order by last_name", [world.here.id])).rows

  const refused = {
    'a compressed file': gzipSync(Buffer.alloc(10_000_000)),
    'two headers of one name': 'id,last_name,last_name,email\n1,A,B,a@example.org\n',
    'a quote that is never closed': 'id,last_name,email\n1,"A,a@example.org\n2,B,b@example.org\n',
    'UTF-16': Buffer.from('\ufeffid,last_name,email\n1,A,a@example.org\n', 'utf16le'),
  }

  for (const [what, content] of Object.entries(refused)) {
    test(`T25 an import of ${what} is refused with a sentence, and nothing of it is stored`, async () => {
      const { code, stdout, stderr } = await importFile('refused', content, '--strict')
      assert.notEqual(code, 0, stdout + stderr)
      assert.doesNotMatch(stdout + stderr, /panicked|unwrap|RUST_BACKTRACE/)
      assert.deepEqual(await leads(), [])
    })
  }

  test('T25 ten thousand columns and one cell of a megabyte are read or refused, without a crash', async () => {
    const wide = Array.from({ length: 10_000 }, (_, n) => `c${n}`).join()
    for (const content of [`id,last_name,email,${wide}\n`, `id,last_name,email\n1,${'x'.repeat(1_000_000)},a@example.org\n`]) {
      const { code, stdout, stderr } = await importFile('wide', content, '--strict', '--dry-run')
      assert.ok(code === 0 || /column|header|cell|last_name|long|row|line/i.test(stdout + stderr), stdout + stderr)
      assert.doesNotMatch(stdout + stderr, /panicked/)
    }
  })

  test('T25 formulas are stored as they are and exported with an apostrophe', async () => {
    const { code, stdout, stderr } = await importFile('formulas', `id,last_name,email\n${FORMULAS.map((cell, n) => `${n},"${cell.replaceAll('"', '""')}",f${n}@example.org`).join('\n')}\n`)
    assert.equal(code, 0, stdout + stderr)
    const stored = (await leads()).map(({ last_name }) => last_name.trim())
    for (const formula of FORMULAS) assert.ok(stored.includes(formula.trim()), formula)
    const exported = await crm('export', '--org', world.here.slug, 'leads')
    assert.equal(exported.code, 0, exported.stderr)
    const cells = exported.stdout.split(/[\n,]/).map((cell) => cell.replace(/^"/, ''))
    assert.deepEqual(cells.filter((cell) => /^[=+@\t\r]/.test(cell) || /^-\D/.test(cell) || cell.startsWith('-2+3')), [])
  })
})
