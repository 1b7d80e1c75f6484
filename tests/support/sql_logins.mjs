// Members who log in to PostgreSQL themselves, by a login that the product's own command makes.
import { randomBytes } from 'node:crypto'
import pg from 'pg'
import { crm, crmJson } from './crm.mjs'

/** Gives members of both organizations records of every kind. */
export async function fill({ database, here, there }) {
  for (const { slug } of [here, there]) {
    await database.query('select tests.create_settings($1)', [slug])
    for (const owner of ['admin', 'rep', 'otherRep']) await database.query('select tests.create_records($1, $2)', [slug, owner])
  }
}

/** Makes a login of a member. Resolves to what the command says: {login, url, password, ...}. */
export function createLogin({ email, org }, ...options) {
  const name = `t_${randomBytes(5).toString('hex')}`
  return crmJson('sql-login', 'create', name, '--user', email, '--org', org.slug, ...options)
}

export const revokeLogin = ({ login }) => crm('sql-login', 'revoke', login)

/** A session of a login; `ask` resolves to rows, `code` to the SQLSTATE of a refusal or 'allowed'. */
export class Session {
  #client

  static async open(url) {
    const session = new Session()
    session.#client = new pg.Client({ connectionString: url })
    session.#client.on('error', () => {}) // a session ended on purpose is seen by the next query
    await session.#client.connect()
    return session
  }

  async ask(sql, values) {
    const { rows } = await this.#client.query(sql, values)
    return rows
  }

  async one(sql) {
    const [row] = await this.ask(sql)
    return row && Object.values(row)[0]
  }

  async code(sql) {
    try {
      await this.#client.query(sql)
      return 'allowed'
    } catch (error) {
      await this.#client.query('rollback').catch(() => {})
      return error.code ?? error.message
    }
  }

  close() {
    return this.#client.end().catch(() => {})
  }
}
