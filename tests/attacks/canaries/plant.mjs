// Canaries: in an organization, each text column of each table gets a word that stands nowhere else. Wherever the
// word turns up, rows of that organization were read.
import { randomInt } from 'node:crypto'
import { address, closedList, isText, keyOf, ofTenant, quoted, readTables } from './catalogue.mjs'
import { insertRow } from './rows.mjs'

/** How all words begin. A request may name it, to search for rows of others; an answer must not hold a whole word. */
export const BEGINNING = 'zxqv'

/**
 * Plants the words in an organization of the tests, {id, slug}, as the superuser.
 * @returns {{canaries: [{place, word}], closed: [{place, why}], failed: [{place, why}], ids: Set<string>, rows: Map}}
 * `rows` holds for each table the key of the row with the words.
 */
export async function plantCanaries(database, { id: org, slug }) {
  const tables = await readTables(database)
  const planted = { canaries: [], closed: [], failed: [], ids: new Set(), rows: new Map() }
  await addMember(database, org, slug, planted)
  await addRows(database, org, tables, planted)
  const run = letters(randomInt(17_576))
  let number = 0
  for (const table of tables) {
    for (const column of table.columns.filter((one) => isText(one) && !one.isGenerated)) {
      number += 1
      await plantWord(database, org, table, column, { run, number }, planted)
    }
  }
  await collectIds(database, org, tables, planted)
  return planted
}

const nameOf = ({ schema, name }) => `${schema}.${name}`

/** A member of his own, so that those who call keep their roles and names. */
async function addMember(database, org, slug, { rows }) {
  const { rows: [{ id }] } = await database.query("select tests.create_member($1, $2, 'canary', 'rep', null) as id", [org, slug])
  for (const schema of ['crm', 'auth']) rows.set(`${schema}.users`, { id })
  rows.set('crm.organizations', { id: org })
}

/** A new row in each table, or an old one where none can be added. Rows that refer to others wait for them. */
async function addRows(database, org, tables, planted) {
  let waiting = tables.filter((table) => !planted.rows.has(nameOf(table))).map((table) => ({ table }))
  for (let before = Infinity; waiting.length > 0 && waiting.length < before; ) {
    before = waiting.length
    const still = []
    for (const { table } of waiting) {
      const { key, why } = await insertRow(database, org, table)
      if (key) planted.rows.set(nameOf(table), key)
      else still.push({ table, why })
    }
    waiting = still
  }
  for (const { table, why } of waiting) {
    const key = await anyRow(database, org, table)
    if (key) planted.rows.set(nameOf(table), key)
    else planted.failed.push({ place: nameOf(table), why: `no row: ${why}` })
  }
}

async function anyRow(database, org, table) {
  const key = keyOf(table).map((column) => `t.${quoted(column)}`).join(', ')
  const { rows } = await database.query(`select ${key} from ${address(table)} t where ${ofTenant(table)} order by ${key} limit 1`, [org])
  return rows[0]
}

async function plantWord(database, org, table, column, label, planted) {
  const place = `${nameOf(table)}.${column.column}`
  const closed = closedList(column)
  if (closed) return planted.closed.push({ place, why: closed.why })
  if (!planted.rows.has(nameOf(table))) return undefined
  let why = 'no form of the word is allowed'
  for (const { value, word } of forms(column, label)) {
    for (const triggers of ['origin', 'replica']) {
      const answer = await store(database, table, column, value, word, triggers, planted.rows)
      if (answer.stored) return planted.canaries.push({ place, word, schema: table.schema, table: table.name, column: column.column })
      why = answer.why
    }
  }
  return (await insertWord(database, org, table, column, label, planted)) ?? planted.failed.push({ place, why })
}

/** Rows that nobody may change, like those of the security audit, are added with the word in them. */
async function insertWord(database, org, table, { column, type }, label, planted) {
  for (const { value, word } of forms({ type }, label)) {
    const { key } = await insertRow(database, org, table, { [column]: value })
    if (key) return planted.canaries.push({ place: `${nameOf(table)}.${column}`, word, schema: table.schema, table: table.name, column })
  }
  return undefined
}

/** The values to try in a column, from a plain word to what stricter columns take, each with the word to look for. */
function forms({ type }, { run, number }) {
  const code = run + letters(number)
  const word = `${BEGINNING}${code}`
  if (type === 'json' || type === 'jsonb') return [{ [word]: word }, [word], { field: 'name', op: 'eq', value: word }].map((value) => ({ value: JSON.stringify(value), word }))
  if (type.startsWith('_')) return [{ value: `{${word}}`, word }]
  if (type === 'tsvector') return [{ value: `'${word}':1A`, word }]
  const plain = [word, `${word}@example.org`, `https://${word}.example`, `${word}.example`].map((value) => ({ value, word }))
  const color = `#${(0xe57000 + number).toString(16)}`
  const hex = `7e57ab${number.toString(16).padStart(6, '0')}`
  const zone = `${BEGINNING}02${code}`
  return [...plain, { value: color, word: color }, { value: hex.padEnd(64, '0'), word: hex }, { value: `Etc/${zone}`, word: zone }]
}

/** A number as three letters: some columns take no digits. */
const letters = (number) => [676, 26, 1].map((unit) => String.fromCharCode(97 + (Math.floor(number / unit) % 26))).join('')

/** Writes the value into the table's row. What stood in an object stays beside the word. */
async function store(database, table, { column, type }, value, word, triggers, rows) {
  const key = rows.get(nameOf(table))
  const names = Object.keys(key)
  const name = quoted(column)
  const joined = `case when jsonb_typeof(t.${name}::jsonb) = 'object' and jsonb_typeof($1::jsonb) = 'object' then t.${name}::jsonb || $1::jsonb else $1::jsonb end::${type}`
  const newValue = type.startsWith('json') ? joined : `$1::${type.startsWith('_') ? `${type.slice(1)}[]` : type}`
  const where = names.map((one, index) => `t.${quoted(one)} = $${index + 2}`).join(' and ')
  const text = `update ${address(table)} t set ${name} = ${newValue} where ${where} returning t.${name}::text as stored, ${names.map((one) => `t.${quoted(one)}`).join(', ')}`
  await database.query('begin')
  try {
    await database.query(`set local session_replication_role = ${triggers}`)
    const { rows: [row] } = await database.query(text, [value, ...Object.values(key)])
    const stored = row?.stored.toLowerCase().includes(word) ?? false
    await database.query(stored ? 'commit' : 'rollback')
    if (stored) rows.set(nameOf(table), Object.fromEntries(names.map((one) => [one, row[one]])))
    return { stored, why: row ? `it became ${row.stored}` : 'the row is not there' }
  } catch (error) {
    await database.query('rollback')
    return { stored: false, why: error.message }
  }
}

/** Every identifier of the organization's rows: none of them may stand in an answer to somebody else. */
async function collectIds(database, org, tables, { ids }) {
  for (const table of tables) {
    for (const { column, type, refersTo } of table.columns) {
      if (type !== 'uuid' || (refersTo && column !== 'org_id')) continue
      const { rows } = await database.query(`select distinct t.${quoted(column)}::text as id from ${address(table)} t where ${ofTenant(table)}`, [org])
      for (const { id } of rows) if (id && !/^[0f-]*$/.test(id)) ids.add(id)
    }
  }
}
