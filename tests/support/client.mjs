// A database connection of the superuser for a test file.
import pg from 'pg'
import { databaseUrl } from './databases.mjs'

// money and counts stay exact: numeric and bigint come as strings, dates as they are written
pg.types.setTypeParser(pg.types.builtins.DATE, (text) => text)

/** Opens a connection to `database` of the cluster of the running stack; end it with `await client.end()`. */
export async function connect(database = 'postgres', env = process.env) {
  const client = new pg.Client({ connectionString: databaseUrl(env.DB_URL, database) })
  client.on('error', () => {}) // a connection killed on purpose is seen by the next query
  await client.connect()
  return client
}

/** Runs `action` with a connection that is ended afterwards. */
export async function withClient(database, action) {
  const client = await connect(database)
  try {
    return await action(client)
  } finally {
    await client.end()
  }
}
