// Health of the parts, CORS for browsers, and the paths around the API.
import assert from 'node:assert/strict'
import { describe, test } from 'node:test'

const url = (path) => process.env.API_URL + path

describe('health', () => {
  for (const path of ['/health', '/health/db', '/health/live', '/health/ready', '/health/startup']) {
    test(`${path} answers 200 without a key, uncached`, async () => {
      const response = await fetch(url(path))
      assert.equal(response.status, 200)
      const body = await response.json()
      assert.ok(body.status, JSON.stringify(body))
      assert.match(response.headers.get('cache-control') ?? '', /no-store/)
    })
  }

  test('health tells no secrets and no addresses of the inside', async () => {
    const text = await (await fetch(url('/health'))).text()
    assert.doesNotMatch(text, /postgres(ql)?:\/\/|password|\.s\.PGSQL/)
  })

  test('an unknown path is answered with 404 and where to look', async () => {
    const response = await fetch(url('/nothing/here'))
    assert.equal(response.status, 404)
    assert.match((await response.json()).hint, /rest\/v1/)
  })

  test('services of later releases say that they are not there', async () => {
    for (const path of ['/auth/v1/token', '/realtime/v1/websocket', '/storage/v1/object']) {
      assert.equal((await fetch(url(path), { headers: { apikey: process.env.ANON_KEY } })).status, 501, path)
    }
  })

  test('the description of the API is closed to callers without a user', async () => {
    assert.equal((await fetch(url('/rest/v1/'), { headers: { apikey: process.env.ANON_KEY } })).status, 401)
  })
})

describe('CORS', () => {
  const preflight = (origin) =>
    fetch(url('/rest/v1/deals'), {
      method: 'OPTIONS',
      headers: { origin, 'access-control-request-method': 'PATCH', 'access-control-request-headers': 'authorization,apikey,content-profile,x-client-info' },
    })

  test('a page of this machine may call with the headers of supabase-js', async () => {
    const response = await preflight('http://localhost:3000')
    assert.ok([200, 204].includes(response.status))
    assert.equal(response.headers.get('access-control-allow-origin'), 'http://localhost:3000')
    assert.match(response.headers.get('access-control-allow-methods'), /PATCH/)
    for (const header of ['authorization', 'apikey', 'content-profile', 'x-client-info']) {
      assert.match(response.headers.get('access-control-allow-headers').toLowerCase(), new RegExp(header))
    }
  })

  test('a page of somebody else may not', async () => {
    for (const origin of ['https://evil.example', 'http://localhost.evil.example', 'null']) {
      const allowed = (await preflight(origin)).headers.get('access-control-allow-origin')
      assert.ok(!['*', origin].includes(allowed), `${origin}: ${allowed}`)
    }
  })

  test('an answer to a browser names the headers it may read', async () => {
    const response = await fetch(url('/rest/v1/deals?limit=1'), { headers: { origin: 'http://localhost:3000', apikey: process.env.SERVICE_ROLE_KEY } })
    assert.equal(response.headers.get('access-control-allow-origin'), 'http://localhost:3000')
    assert.match(response.headers.get('access-control-expose-headers').toLowerCase(), /content-range/)
  })

  test('answers carry the security headers', async () => {
    const { headers } = await fetch(url('/rest/v1/deals?limit=1'), { headers: { apikey: process.env.SERVICE_ROLE_KEY } })
    assert.equal(headers.get('x-content-type-options'), 'nosniff')
  })
})
