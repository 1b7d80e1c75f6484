// What one request may cost, and bytes that are no text: T26 and T27.
import assert from 'node:assert/strict'
import { request } from 'node:http'
import { createConnection } from 'node:net'
import { after, before, describe, test } from 'node:test'
import { createWorld } from '../support/world.mjs'

describe('limits', () => {
  let world
  let rep

  before(async () => {
    world = await createWorld()
    rep = world.rep
  })
  after(() => world?.close())

  /** A request whose path and body are sent byte by byte as given. */
  async function rawRequest(path, { method = 'GET', body, headers = {} } = {}) {
    const { hostname, port } = new URL(process.env.API_URL)
    const sent = { ...(await rep.headers()), ...(body && { 'content-type': 'application/json', 'content-length': body.length }), ...headers }
    return new Promise((resolve, reject) => {
      const call = request({ hostname, port, path, method, headers: sent }, (response) => {
        let text = ''
        response.on('data', (part) => (text += part))
        response.on('end', () => resolve({ status: response.statusCode, text, headers: response.headers }))
      })
      call.on('error', reject)
      call.end(body)
    })
  }

  const statusOf = async (path, options) => (await rep.rest(path, options)).status
  const nested = (levels) => '['.repeat(levels) + ']'.repeat(levels)

  test('a URL above 8 KB is answered with 414', async () => {
    const ofLength = (bytes) => `deals?name=eq.${'a'.repeat(bytes - '/rest/v1/deals?name=eq.'.length)}`
    for (const [bytes, status] of [[8191, 200], [8192, 200], [8193, 414]]) {
      assert.equal(await statusOf(ofLength(bytes)), status, `${bytes} bytes`)
    }
  })

  test('a body above 10 MB is answered with 413, whatever length it announces', async () => {
    const raw = JSON.stringify({ name: 'x'.repeat(11 * 1024 * 1024) })
    const announced = await rep.rest('accounts', { method: 'POST', raw }).catch((error) => error)
    // the server may close the connection before the client has sent everything
    if (announced instanceof Error) assert.match(`${announced.cause?.code}`, /EPIPE|ECONNRESET|UND_ERR_SOCKET/)
    else assert.equal(announced.status, 413)
    const { rows } = await world.database.query('select from crm.accounts where org_id = $1', [world.here.id])
    assert.equal(rows.length, 0)
  })

  test('a body of exactly 10 MB is not refused for its size', async () => {
    const limit = 10 * 1024 * 1024
    const bodyOf = (bytes) => `{"name": "${'x'.repeat(bytes - '{"name": ""}'.length)}"}`
    for (const [bytes, refused] of [[limit - 1, false], [limit, false], [limit + 1, true]]) {
      const status = await statusOf('rpc/capture_leads', { method: 'POST', raw: bodyOf(bytes) }).catch(() => 413)
      assert.equal(status === 413, refused, `${bytes} bytes: ${status}`)
    }
  })

  test('JSON nested beyond 64 levels is answered with 400', async () => {
    const { status, body } = await rep.rest('accounts', { method: 'POST', raw: `{"name": "deep", "custom": {"a": ${nested(20_000)}}}` })
    assert.deepEqual([status, body.code], [400, 'CRM103'])
    // two levels are the record and `custom`
    for (const [levels, expected] of [[61, 201], [62, 201], [63, 400]]) {
      assert.equal(await statusOf('accounts', { method: 'POST', raw: `{"name": "nested", "custom": {"a": ${nested(levels)}}}` }), expected, `${levels + 2} levels`)
    }
  })

  test('embeds beyond four levels are answered with 400', async () => {
    const deep = (levels) => (levels === 0 ? 'id' : `id,a${levels}:parent_id(${deep(levels - 1)})`)
    assert.equal(await statusOf(`deals?select=a:account_id(${deep(2)})`), 200)
    assert.equal(await statusOf(`deals?select=a:account_id(${deep(3)})`), 200)
    const { status, body } = await rep.rest(`deals?select=a:account_id(${deep(4)})`)
    assert.deepEqual([status, body.code], [400, 'CRM105'])
    assert.equal(await statusOf('deals?select=a:account_id(b:parent_id(c:parent_id(d:parent_id(e:parent_id()))))'), 400, 'an empty embed counts')
    assert.equal(await statusOf('deals?select=...account_id(...parent_id(...parent_id(...parent_id(...parent_id(id)))))'), 400, 'a spread embed counts')
  })

  test('more than twenty embeds are answered with 400', async () => {
    const wide = (count) => [...Array(count).keys()].map((n) => `a${n}:account_id(id)`).join(',')
    assert.equal(await statusOf(`deals?limit=1&select=${wide(19)}`), 200)
    assert.equal(await statusOf(`deals?limit=1&select=${wide(20)}`), 200)
    const { status, body } = await rep.rest(`deals?limit=1&select=${wide(21)}`)
    assert.deepEqual([status, body.code], [400, 'CRM112'])
  })

  test('more than fifty terms in and/or lists are answered with 400', async () => {
    const terms = (count) => [...Array(count).keys()].map((n) => `name.eq.${n}`).join(',')
    for (const [count, status] of [[49, 200], [50, 200], [51, 400]]) {
      assert.equal(await statusOf(`deals?or=(${terms(count)})`), status, `${count} terms`)
    }
  })

  test('NUL and invalid UTF-8 in a URL are answered with 400', async () => {
    for (const value of ['a%00b', '%FF', '%C0%AF', '%ED%A0%80']) {
      assert.equal((await rawRequest(`/rest/v1/deals?name=eq.${value}`)).status, 400, value)
    }
  })

  test('invalid UTF-8 in a body is answered with 400', async () => {
    const body = Buffer.concat([Buffer.from('{"name": "'), Buffer.from([0xc3, 0x28]), Buffer.from('"}')])
    assert.equal((await rawRequest('/rest/v1/accounts', { method: 'POST', body })).status, 400)
    const types = { 'text/csv': 'name\nA', 'application/x-www-form-urlencoded': 'name=A' }
    for (const [type, text] of Object.entries(types)) {
      for (const bytes of [[0xff], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0x00]]) {
        const { status, text: answer } = await rawRequest('/rest/v1/accounts', {
          method: 'POST',
          body: Buffer.concat([Buffer.from(text), Buffer.from(bytes)]),
          headers: { 'content-type': type },
        })
        assert.deepEqual([status, JSON.parse(answer).code], [400, 'CRM104'], `${type} ${bytes}`)
      }
    }
    const { status } = await rawRequest('/rest/v1/accounts', {
      method: 'POST', body: Buffer.from('name\nZürich 👩‍🚀\n'), headers: { 'content-type': 'text/csv' },
    })
    assert.equal(status, 201)
  })

  test('invalid UTF-8 in a header is answered with 400', async () => {
    const { status, text } = await rawRequest('/rest/v1/deals?limit=1', { headers: { 'x-org-id': Buffer.from([0xff, 0xfe]).toString('latin1') } })
    assert.deepEqual([status, JSON.parse(text).code], [400, 'CRM113'])
  })

  test('a lone surrogate in a body is answered with 400', async () => {
    const { status } = await rep.rest('accounts', { method: 'POST', raw: '{"name": "\\ud800"}' })
    assert.equal(status, 400)
  })

  test('other scripts, emoji and directions survive a round trip', async () => {
    const name = 'Ζεύς 株式会社 👩‍👩‍👧 \u202eabc'
    const { body } = await rep.rest('accounts?select=name', { method: 'POST', body: { name }, headers: { prefer: 'return=representation' } })
    assert.deepEqual(body, [{ name }])
    const found = await rep.rest(`accounts?select=name&name=eq.${encodeURIComponent(name)}`)
    assert.deepEqual(found.body, [{ name }])
  })

  test('methods that are not part of the API are answered with 405', async () => {
    assert.equal((await rawRequest('/rest/v1/deals', { method: 'TRACE' })).status, 405)
    assert.equal((await rawRequest('/rest/v1/deals', { method: 'PROPFIND' })).status, 405)
  })

  test('a request with two framings is not passed on', async () => {
    const { hostname, port } = new URL(process.env.API_URL)
    const smuggled = 'GET /rest/v1/accounts HTTP/1.1\r\nhost: x\r\n\r\n'
    const head = ['POST /rest/v1/accounts HTTP/1.1', `host: ${hostname}:${port}`, 'content-type: application/json',
      `authorization: Bearer ${await rep.token()}`, 'content-length: 5', 'transfer-encoding: chunked']
    const answer = await new Promise((resolve, reject) => {
      let text = ''
      const socket = createConnection({ host: hostname, port }, () => socket.write(`${head.join('\r\n')}\r\n\r\n0\r\n\r\n${smuggled}`))
      socket.setTimeout(3000, () => socket.destroy())
      socket.on('data', (part) => (text += part)).on('close', () => resolve(text)).on('error', reject)
    })
    assert.match(answer, /^HTTP\/1\.1 400/)
    assert.equal(answer.match(/HTTP\/1\.1 /g).length, 1, 'the smuggled request was answered')
  })

  test('SQL in parameters finds nothing and breaks nothing', async () => {
    const text = "x' or '1'='1"
    const encoded = encodeURIComponent(text)
    assert.deepEqual((await rep.rest(`deals?name=eq.${encoded}`)).body, [])
    assert.deepEqual((await rep.rpc('search', { q: `${text}'; drop table crm.deals; --` })).body, [])
    for (const query of [`select=${encodeURIComponent('id;drop table crm.deals')}`, `order=${encodeURIComponent('id);select 1')}`]) {
      assert.equal(await statusOf(`deals?${query}`), 400, query)
    }
    assert.equal(await statusOf('deals?select=id&limit=1'), 200)
  })
})
