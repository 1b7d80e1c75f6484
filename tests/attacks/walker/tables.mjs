// Every way of asking for the rows of a table: verbs, formats, counts, filters, orders.
import { BEGINNING } from '../canaries/plant.mjs'

const TEXT = /^(text|character|character varying|name|citext)/
const FORMATS = [
  'application/json', 'text/csv', 'application/vnd.pgrst.object+json', 'application/vnd.pgrst.object+json;nulls=stripped',
  'application/vnd.pgrst.array+json;nulls=stripped', 'application/geo+json', 'text/plain', 'application/octet-stream', 'text/xml',
  'application/vnd.pgrst.plan', 'application/vnd.pgrst.plan+json; options=analyze|verbose', 'application/openapi+json', '*/*',
]
const COUNTS = ['exact', 'planned', 'estimated']

/** What selects all columns of a table that members may read at all; some keep a column to themselves. */
const star = ({ readable }) => readable ?? '*'

/** The requests that read a table. `foreign` is the key of a row of another organization, where the table has one. */
export function* readingRequests(table, foreign = {}) {
  const to = (query, more = {}) => ({ table, path: `${table.name}?${query}`, ...more })
  for (const accept of FORMATS) yield to(`select=${star(table)}`, { headers: { accept } })
  for (const count of COUNTS) {
    yield to(`select=${star(table)}`, { method: 'HEAD', headers: { prefer: `count=${count}` }, counts: 'all' })
    yield to(`select=${star(table)}&limit=1&offset=100000`, { headers: { prefer: `count=${count}` } })
    yield to(`select=${star(table)}`, { headers: { prefer: `count=${count}`, range: '0-2' }, counts: 'all' })
  }
  yield to('select=count()')
  yield to(`select=${table.columns.map(({ name }) => `c_${name}:${name}::text`).join(',')}`)
  yield* columnRequests(table, to)
  yield* keyRequests(table, to, foreign)
}

/** Filters, orders and casts on each column; a search for the beginning of the words must count nothing. */
function* columnRequests(table, to) {
  const { columns } = table
  for (const [position, { name, format }] of columns.entries()) {
    yield to(`select=${star(table)}&order=${name}.desc.nullslast&or=(${name}.is.null,${name}.not.is.null)`)
    if (format === 'jsonb') yield to(`select=${star(table)}&${name}->>${BEGINNING}=like.*`)
    if (!TEXT.test(format)) continue
    const [prefer, method] = [`count=${COUNTS[position % COUNTS.length]}`, position % 2 === 0 ? 'GET' : 'HEAD']
    yield to(`select=${star(table)}&${name}=like.${BEGINNING}*`, { method, headers: { prefer }, counts: 'none' })
    yield to(`select=${star(table)}&${name}=gte.${BEGINNING}&${name}=lt.${BEGINNING}zzzz`)
    if (position % 3 === 0) yield to(`select=${star(table)}&${name}=wfts.${BEGINNING}`)
  }
}

/** Asks for the row of the other organization by each part of its key. */
function* keyRequests(table, to, foreign) {
  const { columns } = table
  const has = (name) => columns.some((column) => column.name === name)
  for (const [name, value] of Object.entries(foreign).filter(([name, value]) => has(name) && isTelling(value))) {
    const queries = [`${name}=eq.${value}`, `or=(${name}.eq.${value},${name}.is.null)`, `not.or=(${name}.neq.${value})`, `${name}=gte.${value}&${name}=lte.${value}`]
    for (const query of queries) yield to(`select=${star(table)}&${query}`, { headers: { prefer: 'count=exact' }, counts: 'none' })
    for (const accept of FORMATS.slice(1, 4)) yield to(`select=${star(table)}&${name}=in.(${value})`, { headers: { accept } })
  }
}

/** Whether a part of a key belongs to one organization alone, as `read` among the actions of permissions does not. */
const isTelling = (value) => /^[0-9a-f-]{36}$/.test(value) || `${value}`.startsWith(BEGINNING)

/** The requests that try to write: none of them can succeed in another organization. */
export function* writingRequests(table, foreign = {}) {
  const names = new Set(table.columns.map(({ name }) => name))
  const key = Object.entries(foreign).filter(([name]) => names.has(name))
  const filter = key.map(([name, value]) => `${name}=eq.${encodeURIComponent(value)}`).join('&') || `${table.columns[0].name}=is.null`
  const representation = 'return=representation'
  const to = (query, more) => ({ table, path: `${table.name}?${query}`, ...more })
  yield to(`select=${star(table)}`, { method: 'POST', body: Object.fromEntries(key), headers: { prefer: representation } })
  for (const resolution of ['merge-duplicates', 'ignore-duplicates']) {
    const onConflict = key.length > 0 ? `&on_conflict=${key.map(([name]) => name).join(',')}` : ''
    yield to(`select=${star(table)}${onConflict}`, { method: 'POST', body: Object.fromEntries(key), headers: { prefer: `${representation},resolution=${resolution}` } })
  }
  yield to(`select=${star(table)}&${filter}`, { method: 'PUT', body: Object.fromEntries(key), headers: { prefer: representation } })
  const texts = table.columns.filter(({ format }) => TEXT.test(format)).map(({ name }) => [name, 'taken'])
  for (const body of [...texts.slice(-2).map((one) => [one]), key].filter((some) => some.length > 0)) {
    yield to(`select=${star(table)}&${filter}`, { method: 'PATCH', body: Object.fromEntries(body), headers: { prefer: `${representation},count=exact` } })
  }
  yield to(`select=${star(table)}&${filter}`, { method: 'DELETE', headers: { prefer: `${representation},count=exact` } })
}
