// The tables that hold a tenant's data, read from the catalogue, so that a new table is walked without being named.
import { readFile } from 'node:fs/promises'

const TEXTS = new Set(['text', 'varchar', 'bpchar', 'name', 'citext', 'json', 'jsonb', '_text', '_varchar', 'tsvector', 'xml'])

/** @returns tables: {schema, name, tenantBy, columns: [{column, type, required, hasDefault, isGenerated, isKey, refersTo, checks}]} */
export async function readTables(database) {
  const { rows } = await database.query(await readFile(new URL('columns.sql', import.meta.url), 'utf8'))
  const tables = new Map()
  for (const { schema, table, tenantBy, ...column } of rows) {
    const key = `${schema}.${table}`
    if (!tables.has(key)) tables.set(key, { schema, name: table, tenantBy, columns: [] })
    tables.get(key).columns.push(column)
  }
  return [...tables.values()]
}

export const isText = ({ type }) => TEXTS.has(type)

/** The values that a check or a foreign key allows in a column: {values, why}; null when any text may stand there. */
export function closedList({ column, type, refersTo, checks }) {
  if (refersTo) return { values: [], why: `refers to ${refersTo.schema}.${refersTo.table}` }
  if (type === 'bpchar') return { values: ['EUR', 'DE'], why: 'a code of fixed length' }
  const list = checks?.match(new RegExp(`\\b${column}\\b\\)?(?:::text)? = ANY \\(+ARRAY\\[([^\\]]*)\\]`))?.[1]
  const only = checks?.match(new RegExp(`\\(${column} = ('[^']*')::text\\)`))?.[1]
  const values = [...(list ?? only ?? '').matchAll(/'([^']*)'/g)].map(([, value]) => value)
  return values.length > 0 ? { values, why: `one of ${values.join(', ')}` } : null
}

/** SQL for "rows of this organization" in a table, with the organization as $1. */
export function ofTenant({ tenantBy }) {
  if (tenantBy === 'users') return 't.id in (select m.user_id from crm.memberships m where m.org_id = $1)'
  return `t.${tenantBy} = $1`
}

export const quoted = (name) => `"${name.replaceAll('"', '""')}"`
export const address = ({ schema, name }) => `${quoted(schema)}.${quoted(name)}`
export const keyOf = ({ columns }) => columns.filter(({ isKey }) => isKey).map(({ column }) => column)
