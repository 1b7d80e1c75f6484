// Databases for tests: two templates, made once a run, and clones of them that cost a tenth of a second.
//
// clean:    what `crm migrate` makes of an empty database, and nothing else
// template: the same with pgTAP, the schema `tests` and two organizations full of records
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { CRM, ROOT, TESTS } from './paths.mjs'
import { mustRun } from './process.mjs'

const CLEAN = 'crm_test_clean'
const TEMPLATE = 'crm_test_template'
let clones = 0

/** Environment variables with which psql, pg_prove and pg_dump reach a database of the cluster of `url`. */
export function connectionEnvironment(url, database) {
  const { hostname, port, username, password } = new URL(url)
  return {
    PGHOST: hostname,
    PGPORT: port,
    PGUSER: decodeURIComponent(username),
    PGPASSWORD: decodeURIComponent(password),
    PGDATABASE: database,
    PGOPTIONS: '-c client_min_messages=warning',
  }
}

/** The address of another database of the same cluster. */
export function databaseUrl(url, database) {
  const changed = new URL(url)
  changed.pathname = `/${database}`
  return changed.href
}

/** Runs SQL text as the superuser; an error of the SQL is an error here. */
export async function psql(env, database, sql) {
  const args = ['-X', '-q', '-A', '-t', '-v', 'ON_ERROR_STOP=1', '-f', '-']
  const connection = connectionEnvironment(env.DB_URL, database)
  const { stdout } = await mustRun('psql', args, { env: connection, input: sql, cwd: TESTS })
  return stdout.trim()
}

/** Makes both templates. */
export async function createTemplates(env) {
  await psql(env, 'postgres', `create database ${CLEAN}`)
  await migrate(env, CLEAN)
  await psql(env, 'postgres', `create database ${TEMPLATE} template ${CLEAN}`)
  await copyRights(env, CLEAN, TEMPLATE)
  await installTestSchema(env, TEMPLATE)
  await psql(env, TEMPLATE, await supportSql('two_organizations.sql'))
  return { CRM_TEST_CLEAN: CLEAN, CRM_TEST_TEMPLATE: TEMPLATE }
}

/** Brings a database to the newest migrations with the product's own command; `from` are other sources than ours. */
export function migrate(env, database, from = ROOT) {
  return mustRun(CRM, ['migrate', '--database-url', databaseUrl(env.DB_URL, database), '--from', from], { cwd: ROOT })
}

/** Adds the schema `tests`: actors, their records, and the plainly written access rule. */
export async function installTestSchema(env, database) {
  for (const name of ['actors.sql', 'records.sql', 'access_oracle.sql']) await psql(env, database, await supportSql(name))
}

/** Copies a database that nobody is connected to. Resolves to the name of the copy. */
export async function cloneDatabase(env, template) {
  clones += 1
  const name = `${template}_${process.pid}_${clones}`
  await psql(env, 'postgres', `create database ${name} template ${template}`)
  await copyRights(env, template, name)
  return name
}

/** `create database` copies everything but the rights on the database itself. */
async function copyRights(env, template, name) {
  const publicMay = await psql(env, 'postgres', `select exists (select from aclexplode(coalesce(datacl, acldefault('d', datdba)))
    where grantee = 0 and privilege_type = 'TEMPORARY') from pg_database where datname = '${template}'`)
  if (publicMay === 'f') await psql(env, 'postgres', `revoke temporary on database ${name} from public`)
}

export function dropDatabase(env, name) {
  return psql(env, 'postgres', `drop database if exists ${name} with (force)`)
}

function supportSql(name) {
  return readFile(path.join(TESTS, 'support/sql', name), 'utf8')
}
