// Every lint of this folder finds nothing in the product's database, and finds the fault planted for it.
import assert from 'node:assert/strict'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { after, before, describe, test } from 'node:test'
import { connect } from '../support/client.mjs'
import { cloneDatabase, dropDatabase } from '../support/databases.mjs'

const folder = new URL('./', import.meta.url)
const lints = readdirSync(folder).filter((name) => name.endsWith('.sql')).sort()
const read = (name) => readFileSync(new URL(name, folder), 'utf8')
const titleOf = (sql) => sql.match(/^-- (.*)/)[1]

describe('catalogue lints', () => {
  let database
  let client

  before(async () => {
    database = await cloneDatabase(process.env, process.env.CRM_TEST_CLEAN)
    client = await connect(database)
  })

  after(async () => {
    await client?.end()
    await dropDatabase(process.env, database)
  })

  for (const name of lints) {
    const sql = read(name)
    test(`${name}: ${titleOf(sql)}`, async () => {
      const { rows } = await client.query(sql)
      assert.deepEqual(rows.map(({ object, problem }) => `${object}: ${problem}`), [])
    })

    test(`${name} finds the planted fault`, async () => {
      assert.ok(existsSync(new URL(`planted/${name}`, folder)), `planted/${name} is missing`)
      await client.query('begin')
      try {
        const before = (await client.query(sql)).rows.length
        await client.query(read(`planted/${name}`))
        const { rows } = await client.query(sql)
        assert.ok(rows.length > before, 'the planted fault was not found')
      } finally {
        await client.query('rollback')
      }
    })
  }
})
