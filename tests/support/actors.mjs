// Who calls: the actors of every access test, each with its own token, REST calls and supabase-js client.
import { createClient } from '@supabase/supabase-js'
import WebSocket from 'ws'
import { CRM, ROOT } from './paths.mjs'
import { mustRun } from './process.mjs'

/** Somebody who talks to the gateway. `token` is null for a caller without one. */
class Caller {
  #token

  constructor({ label, env, email = null, org = null, token }) {
    Object.assign(this, { label, env, email, org })
    this.#token = token
  }

  /** The bearer token: given, or issued once by `crm token`. */
  async token() {
    if (this.#token === undefined) this.#token = await issueToken(this.email, this.org?.slug)
    return this.#token
  }

  /** The headers of a plain HTTP call, in schema crm. */
  async headers(more = {}) {
    const token = await this.token()
    return {
      apikey: this.env.ANON_KEY,
      ...(token && { authorization: `Bearer ${token}` }),
      'accept-profile': 'crm',
      'content-profile': 'crm',
      ...more,
    }
  }

  /** One REST call. Resolves to {status, headers, text, body}; `body` is the parsed JSON, or undefined. */
  async rest(path, { method = 'GET', body, headers = {}, raw } = {}) {
    const withBody = body !== undefined || raw !== undefined
    const response = await fetch(`${this.env.API_URL}/rest/v1/${path}`, {
      method,
      headers: await this.headers({ ...(withBody && { 'content-type': 'application/json' }), ...headers }),
      body: raw ?? (body === undefined ? undefined : JSON.stringify(body)),
    })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, body: parsed(text) }
  }

  /** Calls a function of schema crm. */
  rpc(name, args = {}, headers = {}) {
    return this.rest(`rpc/${name}`, { method: 'POST', body: args, headers })
  }

  /** The client that applications use. */
  async supabase({ schema = 'crm' } = {}) {
    const token = await this.token()
    return createClient(this.env.API_URL, this.env.ANON_KEY, {
      db: { schema },
      auth: { persistSession: false, autoRefreshToken: false },
      global: { headers: token ? { authorization: `Bearer ${token}` } : {} },
      realtime: { transport: WebSocket },
    })
  }
}

/** A caller without a token. */
export class Anonymous extends Caller {
  constructor(env) {
    super({ label: 'anonymous', env, token: null })
  }
}

/** A signed-in member of an organization, in one of its roles. */
export class Member extends Caller {
  constructor({ label, env, org, email, userId }) {
    super({ label, env, email, org })
    this.userId = userId
  }
}

/** The back end's own key, which passes row security. */
export class ServiceRole extends Caller {
  constructor(env) {
    super({ label: 'service role', env, token: env.SERVICE_ROLE_KEY })
  }
}

async function issueToken(email, org) {
  const args = ['token', '--user', email, ...(org ? ['--org', org] : []), '--state', process.env.CRM_TEST_STATE]
  return (await mustRun(CRM, args, { cwd: ROOT })).stdout.trim()
}

function parsed(text) {
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}
