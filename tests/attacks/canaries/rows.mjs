// One row in any table, made from the catalogue alone.
import { address, closedList, isText, keyOf, ofTenant, quoted } from './catalogue.mjs'

const VALUES = {
  bool: false, int2: 1, int4: 1, int8: 1, numeric: 1,
  float4: 1, float8: 1, timestamptz: '2099-01-01T00:00:00Z', timestamp: '2099-01-01T00:00:00', date: '2099-01-01',
  jsonb: '{}', json: '{}', interval: '1 day', bytea: '\\x00', tsvector: '', inet: '127.0.0.1',
}

// texts that plain columns, addresses and dotted names take
const FILLINGS = ['canary', 'canary@example.org', 'canary.planted'].flatMap((text) => [true, false].map((isFull) => ({ text, isFull })))

/**
 * Inserts a row of the organization, with its texts filled where that is possible, and with the values `given`.
 * Resolves to {key} or {why}.
 */
export async function insertRow(database, org, table, given = {}) {
  let answer
  for (const triggers of ['origin', 'replica']) {
    for (const filling of FILLINGS) {
      for (const choice of choices(table)) {
        answer = await attempt(database, table, { ...(await valuesFor(database, org, table, choice, filling)), ...given }, triggers)
        if (answer.key) return answer
      }
    }
  }
  return answer
}

async function valuesFor(database, org, table, choice, { text, isFull }) {
  const values = {}
  for (const column of table.columns) {
    const needed = column.required && !column.hasDefault
    const wanted = needed || column.column in choice || (isFull && !column.required && isText(column) && !closedList(column))
    if (column.isGenerated || !wanted) continue
    values[column.column] = choice[column.column] ?? (await valueFor(database, org, column, text))
  }
  const hasTenant = table.columns.some(({ column }) => column === 'org_id')
  return hasTenant ? { ...values, org_id: org } : values
}

async function valueFor(database, org, column, text) {
  if (column.refersTo) return referred(database, org, column.refersTo)
  if (column.type === 'uuid') return (await database.query('select gen_random_uuid() as id')).rows[0].id
  if (column.type.startsWith('_')) return '{}'
  return closedList(column)?.values[0] ?? VALUES[column.type] ?? text
}

/** A value of the column referred to, in the same organization where that table has one. */
async function referred(database, org, { schema, table, column }) {
  const { rows: [{ tenant }] } = await database.query(
    `select exists (select from pg_attribute where attrelid = $1::regclass and attname = 'org_id') as tenant`, [`${schema}.${table}`])
  const where = tenant ? ofTenant({ tenantBy: 'org_id' }) : table === 'users' ? ofTenant({ tenantBy: 'users' }) : '$1::uuid is not null'
  const text = `select t.${quoted(column)} as value from ${address({ schema, name: table })} t where ${where} limit 1`
  return (await database.query(text, [org])).rows[0]?.value ?? null
}

/** What is to be chosen: one reference of each check num_nonnulls(a, b, c) = 1, and a value for each closed list. */
function choices({ columns }) {
  const groups = new Set(columns.flatMap(({ checks }) => [...(checks ?? '').matchAll(/num_nonnulls\(([^)]*)\) = 1/g)].map(([, list]) => list)))
  const perGroup = [...groups].map((list) => list.split(', ').map((column) => ({ [column]: undefined })))
  const perList = columns
    .filter((column) => column.required && !column.hasDefault && !column.refersTo && (closedList(column)?.values.length ?? 0) > 1)
    .map((column) => closedList(column).values.map((value) => ({ [column.column]: value })))
  const product = (all, some) => all.flatMap((one) => some.map((other) => ({ ...one, ...other })))
  return [...perGroup, ...perList].reduce(product, [{}]).slice(0, 60)
}

async function attempt(database, table, values, triggers) {
  const names = Object.keys(values)
  const list = names.map((_, index) => `$${index + 1}`)
  const text = `insert into ${address(table)} (${names.map(quoted).join(', ')}) values (${list.join(', ')}) returning *`
  await database.query('begin')
  try {
    await database.query(`set local session_replication_role = ${triggers}`)
    const { rows } = await database.query(text, Object.values(values))
    await database.query('commit')
    return { key: Object.fromEntries(keyOf(table).map((column) => [column, rows[0][column]])) }
  } catch (error) {
    await database.query('rollback')
    return { why: error.message }
  }
}
