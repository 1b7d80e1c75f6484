// Each version of the extension that a database may have is updated to what a new database gets.
import assert from 'node:assert/strict'
import { readdirSync, readFileSync } from 'node:fs'
import path from 'node:path'
import { after, before, describe, test } from 'node:test'
import { dropDatabase, psql } from '../support/databases.mjs'
import { ROOT } from '../support/paths.mjs'
import { differences, readExtension } from './catalogue.mjs'

const folder = path.join(ROOT, 'pg_crm_ext/sql')
const current = readFileSync(path.join(ROOT, 'pg_crm_ext/pg_crm_ext.control'), 'utf8').match(/^default_version = '(.*)'$/m)[1]
const files = readdirSync(folder).sort()
// the first version is kept whole, each later one by the file that leads to it
const versions = files.map((name) => name.match(/^pg_crm_ext--(?:[\d.]+--)?(\d[\d.]*)\.sql$/)?.[1])

describe('updates of the extension', () => {
  const databases = []
  let built

  async function created(version) {
    const name = `crm_test_extension_${databases.length}_${process.pid}`
    databases.push(name)
    await psql(process.env, 'postgres', `create database ${name} template template0`)
    await psql(process.env, name, `create schema crm_ext; create extension pg_crm_ext schema crm_ext version '${version}'`)
    return name
  }

  before(async () => {
    built = await readExtension(await created(current))
  })
  after(() => Promise.all(databases.map((name) => dropDatabase(process.env, name))))

  test('every file is named after the versions that it leads from and to, and one leads to the current version', () => {
    assert.deepEqual(files.filter((_, index) => !versions[index]), [])
    assert.ok(versions.includes(current), `no file of pg_crm_ext/sql leads to ${current}, the default_version of the control file`)
  })

  test('a new extension has functions', () => assert.ok([...built.keys()].filter((key) => key.startsWith('function')).length > 30))

  for (const version of versions.filter(Boolean)) {
    test(`${version} becomes the same as a new ${current}`, async () => {
      const name = await created(version)
      await psql(process.env, name, `alter extension pg_crm_ext update to '${current}'`)
      assert.deepEqual(differences(built, await readExtension(name)), [])
    })
  }
})
