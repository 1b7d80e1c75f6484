// Forged and broken tokens are refused by the gateway, whatever the door: T14.
import assert from 'node:assert/strict'
import { createHmac, generateKeyPairSync, randomUUID, sign } from 'node:crypto'
import { readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { createWorld } from '../support/world.mjs'

const base64url = (value) => Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')
const decoded = (part) => JSON.parse(Buffer.from(part, 'base64url'))
const now = () => Math.floor(Date.now() / 1000)

describe('tokens', () => {
  let world
  let good
  let header
  let claims
  let privateKey
  const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 })

  before(async () => {
    world = await createWorld()
    good = await world.rep.token()
    ;[header, claims] = good.split('.').slice(0, 2).map(decoded)
    privateKey = signingKey()
  })
  after(() => world?.close())

  /** The installation's own private key: only with it can a test tell a wrong claim from a wrong signature. */
  function signingKey() {
    const secrets = readFileSync(path.join(process.env.CRM_TEST_STATE, 'secrets.json'), 'utf8')
    const pem = Object.values(JSON.parse(secrets)).find((value) => `${value}`.includes('PRIVATE KEY'))
    assert.ok(pem, 'secrets.json holds no private key')
    return pem
  }

  function signed({ head = {}, body = {}, without = [], key = privateKey }) {
    const kept = Object.fromEntries(Object.entries({ ...claims, ...body }).filter(([name]) => !without.includes(name)))
    const text = `${base64url({ ...header, ...head })}.${base64url(kept)}`
    return `${text}.${sign('sha256', Buffer.from(text), key).toString('base64url')}`
  }

  function withHmac(secret, head = {}, body = {}) {
    const text = `${base64url({ ...header, alg: 'HS256', ...head })}.${base64url({ ...claims, ...body })}`
    return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
  }

  const statusWith = async (token, door = '/rest/v1/deals?select=id') => {
    const response = await fetch(process.env.API_URL + door, { headers: { apikey: process.env.ANON_KEY, authorization: `Bearer ${token}` } })
    return response.status
  }

  test('a good token passes, and so does one signed like it', async () => {
    assert.equal(await statusWith(good), 200)
    assert.equal(await statusWith(signed({})), 200)
  })

  const publicKey = () => {
    const { keys } = JSON.parse(readFileSync(path.join(process.env.CRM_TEST_STATE, 'jwks.json'), 'utf8'))
    return keys.find(({ kty }) => kty === 'RSA')
  }

  const forged = {
    'algorithm none': () => `${base64url({ ...header, alg: 'none' })}.${base64url(claims)}.`,
    'algorithm None': () => `${base64url({ ...header, alg: 'None' })}.${base64url(claims)}.${good.split('.')[2]}`,
    'HS256 with the public key as secret': () => withHmac(JSON.stringify(publicKey())),
    'HS256 with an empty secret': () => withHmac(' '),
    'HS256 with the shared secret for a user': () => withHmac(process.env.JWT_SECRET ?? 'x'),
    'the key of a stranger': () => signed({ key: stranger.privateKey }),
    'the key of a stranger embedded as jwk': () => signed({ key: stranger.privateKey, head: { jwk: stranger.publicKey.export({ format: 'jwk' }) } }),
    'the key of a stranger behind jku': () => signed({ key: stranger.privateKey, head: { jku: 'http://127.0.0.1:9/jwks.json' } }),
    'an unknown kid': () => signed({ head: { kid: 'another' } }),
    'a kid that is a path': () => signed({ head: { kid: '../../../../dev/null' } }),
    'a critical extension': () => signed({ head: { crit: ['exp'] } }),
    'no exp': () => signed({ without: ['exp'] }),
    'no aud': () => signed({ without: ['aud'] }),
    'no sub': () => signed({ without: ['sub'] }),
    'no role': () => signed({ without: ['role'] }),
    'no session': () => signed({ without: ['session_id'] }),
    'no issuer': () => signed({ without: ['iss'] }),
    'another audience': () => signed({ body: { aud: 'someone-else' } }),
    'another issuer': () => signed({ body: { iss: 'https://evil.example' } }),
    'a role as array': () => signed({ body: { role: ['authenticated'] } }),
    'the role postgres': () => signed({ body: { role: 'postgres' } }),
    'the role service_role under a user key': () => signed({ body: { role: 'service_role' } }),
    'a sub that is no uuid': () => signed({ body: { sub: '1 or 1=1' } }),
    'expired a minute ago': () => signed({ body: { exp: now() - 60 } }),
    'valid from tomorrow': () => signed({ body: { nbf: now() + 86_400 } }),
    'issued tomorrow': () => signed({ body: { iat: now() + 86_400 } }),
    'an exp of text': () => signed({ body: { exp: 'never' } }),
    'claims changed after signing': () => `${good.split('.')[0]}.${base64url({ ...claims, sub: randomUUID() })}.${good.split('.')[2]}`,
    'a cut signature': () => good.slice(0, -8),
    'no signature': () => good.split('.').slice(0, 2).join('.'),
    'four parts': () => `${good}.x`,
    'thirty kilobytes': () => signed({ body: { padding: 'x'.repeat(30_000) } }),
    'no token at all': () => 'nothing',
  }

  for (const [what, token] of Object.entries(forged)) {
    test(`${what} is answered with 401`, async () => {
      for (const door of ['/rest/v1/deals?select=id', '/functions/v1/lead-score']) {
        const status = await statusWith(token(), door)
        assert.ok(status === 401 || (what === 'thirty kilobytes' && status === 431), `${door}: ${status}`)
      }
    })
  }

  test('a request without any key is answered with 401', async () => {
    assert.equal((await fetch(`${process.env.API_URL}/rest/v1/deals`)).status, 401)
  })

  test('two Authorization headers are refused', async () => {
    const headers = new Headers({ apikey: process.env.ANON_KEY, authorization: `Bearer ${good}` })
    headers.append('authorization', 'Bearer other')
    assert.equal((await fetch(`${process.env.API_URL}/rest/v1/deals`, { headers })).status, 401)
  })

  test('rights come from the membership, not from what the token says', async () => {
    const boasting = signed({ body: { app_metadata: { role: 'admin' }, user_metadata: { role: 'admin' }, user_role: 'admin' } })
    const count = async (token) => {
      const response = await fetch(`${process.env.API_URL}/rest/v1/memberships?select=user_id`, { headers: { authorization: `Bearer ${token}` } })
      return (await response.json()).length
    }
    assert.equal(await count(boasting), await count(good))
  })

  test('a token for an organization of others shows nothing', async () => {
    const token = signed({ body: { org_id: world.there.id } })
    const response = await fetch(`${process.env.API_URL}/rest/v1/accounts`, { headers: { authorization: `Bearer ${token}` } })
    assert.deepEqual(await response.json(), [])
  })

  test('the header X-Org-Id cannot reach an organization of others', async () => {
    const { status, body } = await world.rep.rest('accounts', { headers: { 'x-org-id': world.there.id } })
    assert.ok(status === 200 ? body.length === 0 : [401, 403].includes(status))
  })
})
