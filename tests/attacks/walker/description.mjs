// What the API says of itself: its tables and functions, as a signed-in user gets them through the gateway.
import assert from 'node:assert/strict'

export const SCHEMAS = ['crm', 'analytics']

/**
 * Reads PostgREST's OpenAPI documents.
 * @returns {{tables: [{schema, name, columns: [{name, format, isKey}]}], functions: [{schema, name, args: [{name, format, required}], changes}]}}
 */
export async function describeApi(actor) {
  const api = { tables: [], functions: [] }
  for (const schema of SCHEMAS) {
    const { status, body, text } = await actor.rest('', { headers: { 'accept-profile': schema } })
    assert.equal(status, 200, text)
    for (const [path, verbs] of Object.entries(body.paths)) {
      if (path.startsWith('/rpc/')) api.functions.push({ schema, name: path.slice(5), args: argumentsOf(verbs), changes: !verbs.get })
      else if (path !== '/') api.tables.push({ schema, name: path.slice(1), columns: columnsOf(body.definitions[path.slice(1)]) })
    }
  }
  // what takes no argument acts on the caller, who may be no member afterwards
  api.functions.sort((one, other) => Number(actsOnCaller(one)) - Number(actsOnCaller(other)))
  return api
}

const actsOnCaller = ({ args, changes }) => changes && args.length === 0

function argumentsOf({ post }) {
  const { properties = {}, required = [] } = post.parameters.find(({ in: place }) => place === 'body').schema
  return Object.entries(properties).map(([name, { format }]) => ({ name, format, required: required.includes(name) }))
}

function columnsOf({ properties }) {
  return Object.entries(properties).map(([name, { format, description }]) => ({ name, format, isKey: /<pk\/>/.test(description ?? '') }))
}

/** The foreign keys between exposed tables, from the catalogue: the document leaves out those of several columns. */
export async function readReferences(database) {
  const { rows } = await database.query(`
    select k.conname as name, c.relname as "from", f.relname as "to"
    from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_class f on f.oid = k.confrelid
    where k.contype = 'f' and k.conparentid = 0 and c.relnamespace = 'crm'::regnamespace and f.relnamespace = 'crm'::regnamespace
    order by 1, 2`)
  return rows
}

/** Notes at each table the columns that members may read, where they may not read all; an asterisk asks for all. */
export async function noteReadableColumns(database, { tables }) {
  const { rows } = await database.query(`
    select c.relname as name, string_agg(a.attname, ',' order by a.attnum) filter (where has_column_privilege('authenticated', c.oid, a.attnum, 'select')) as readable
    from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
    where c.relnamespace = 'crm'::regnamespace and c.relkind in ('r', 'p', 'v') and not has_table_privilege('authenticated', c.oid, 'select') group by c.relname`)
  for (const { name, readable } of rows) {
    const table = tables.find((one) => one.name === name)
    if (table && readable) Object.assign(table, { readable, columns: table.columns.filter((column) => readable.split(',').includes(column.name)) })
  }
}
