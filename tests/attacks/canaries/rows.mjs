// One row in any table, made from the catalogue alone.
import { address, closedList, isText, keyOf, ofTenant, quoted } from './catalogue.mjs'

const VALUES = {
  text: 'canary', varchar: 'canary', citext: 'canary', name: 'canary', bool: false, int2: 1, int4: 1, int8: 1, numeric: 1,
  float4: 1, float8: 1, timestamptz: '2026-11-20T12:00:00Z', timestamp: '2026-11-20T12:00:00', date: '2026-11-20',
  jsonb: '{}', json: '{}', interval: '1 day', bytea: '\\x00', tsvector: '', inet: '127.0.0.1',
}

/** Inserts a row of the organization, with its texts filled where that is possible. Resolves to {key} or {why}. */
export async function insertRow(database, org, table) {
  let answer
  for (const triggers of ['origin', 'replica']) {
    for (const filled of [true, false]) {
      for (const choice of choices(table)) {
        answer = await attempt(database, table, await valuesFor(database, org, table, choice, filled), triggers)
        if (answer.key) return answer
      }
    }
  }
  return answer
}

async function valuesFor(database, org, table, choice, filled) {
  const values = {}
  for (const column of table.columns) {
    const needed = column.required && !column.hasDefault
    const wanted = needed || column.column in choice || (filled && !column.required && isText(column) && !closedList(column))
    if (column.isGenerated || !wanted) continue
    values[column.column] = choice[column.column] ?? (await valueFor(database, org, column))
  }
  const hasTenant = table.columns.some(({ column }) => column === 'org_id')
  return hasTenant ? { ...values, org_id: org } : values
}

async function valueFor(database, org, column) {
  if (column.refersTo) return referred(database, org, column.refersTo)
  if (column.type === 'uuid') return (await database.query('select gen_random_uuid() as id')).rows[0].id
  if (column.type.startsWith('_')) return '{}'
  return closedList(column)?.values[0] ?? VALUES[column.type] ?? 'canary'
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
