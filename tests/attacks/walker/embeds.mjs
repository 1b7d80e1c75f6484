// Every embed that the foreign keys allow: to-one, to-many, spread, inner, filtered, ordered, and nested.
import { BEGINNING } from '../canaries/plant.mjs'

/** The requests that embed along each reference {name, from, to}; `foreign(table)` is the key of a row of another organization. */
export function* embeddingRequests(references, columnsOf, foreign) {
  for (const table of new Set(references.flatMap(({ from, to }) => [from, to]))) {
    yield* allAtOnce(table, references, columnsOf)
  }
  for (const reference of references) {
    const { name, from, to } = reference
    yield* filtered(from, `${to}!${name}`, columnsOf(to), foreign(to))
    yield* filtered(to, `${from}!${name}`, columnsOf(from), foreign(from))
    if (!isAudit(reference)) yield* nested(reference, references.filter((one) => !isAudit(one)))
  }
}

/** Who created and who changed a row: every table has them. */
const isAudit = ({ name }) => ['created_by', 'updated_by'].includes(name)

const get = (table, query, headers) => ({ table: { schema: 'crm', name: table }, path: `${table}?${query}`, ...(headers && { headers }) })

/** A table with all it refers to and all that refers to it, in each form. */
function* allAtOnce(table, references, columnsOf) {
  const up = references.filter(({ from }) => from === table)
  const down = references.filter(({ to }) => to === table)
  const embed = (list, other, kind = '') => list.map((one, n) => `e${n}:${one[other]}!${one.name}${kind}(*)`).join(',')
  if (up.length > 0) {
    yield get(table, `select=*,${embed(up, 'to')}`)
    yield get(table, `select=*,${embed(up, 'to', '!left')}`, { accept: 'text/csv' })
    const spread = up.map(({ name, to }, n) => `...${to}!${name}(${columnsOf(to).map((column) => `e${n}_${column.name}:${column.name}`)})`)
    for (const one of spread) yield get(table, `select=*,${one}`)
    yield get(table, `select=*,${embed(up.slice(0, 1), 'to')}&order=e0(${columnsOf(up[0].to)[0].name}).desc`)
  }
  for (let n = 0; n < down.length; n += 10) yield get(table, `select=*,${embed(down.slice(n, n + 10), 'from')}`)
}

/** Inner embeds narrowed to rows of the other organization. */
function* filtered(table, hint, columns, foreign = {}) {
  const text = columns.find(({ format }) => format === 'text')
  if (text) yield get(table, `select=*,e:${hint}!inner(*)&e.${text.name}=like.${BEGINNING}*`, { prefer: 'count=exact' })
  const [name, value] = Object.entries(foreign).at(-1) ?? []
  if (name) yield get(table, `select=*,e:${hint}(*)&e.${name}=eq.${encodeURIComponent(value)}&e=not.is.null`)
}

/** Chains of four tables that lead back and forth along the reference and on along others. */
function* nested({ name, from, to }, references) {
  for (const next of references.filter((one) => one.from === to).slice(0, 1)) {
    yield get(from, `select=*,b:${to}!${name}(*,c:${next.to}!${next.name}(*,d:${to}!${next.name}(*)))`)
  }
  yield get(to, `select=*,b:${from}!${name}(*,c:${to}!${name}(*,d:${from}!${name}(*)))`)
}
