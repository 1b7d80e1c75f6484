// The attack cases that this suite answers for, and the page that names the tests of each.
import { readdir, readFile } from 'node:fs/promises'

const FOLDER = new URL('../', import.meta.url)

/** The cases by their number in the threat model. */
export const CASES = {
  T01: 'Reading a row of another organization by id, filter, `or`, `not`, range, CSV or as an object',
  T02: 'Changing, deleting or upserting a row of another organization',
  T03: 'Inserting for another organization, or moving a row there, alone and in a batch',
  T04: 'Embedding rows of another organization: to-one, to-many, spread, inner, computed, nested',
  T05: 'Reading past row security through views, materialized views and foreign tables',
  T06: 'Calling functions with ids of another organization; functions that run as their owner',
  T07: 'Learning of other rows from counts, estimates, plans and aggregates',
  T08: 'Probing for existence by foreign keys, unique keys, ids and time',
  T09: 'Learning names, values and hidden objects from error texts',
  T10: 'Finding text of another organization by search, rank or highlight',
  T15: 'Using rights after they were taken away: role, team, suspension, share, rule',
  T16: 'Giving oneself rights: headers, token metadata, memberships, roles; losing the last administrator',
  T17: 'Writing columns that the server keeps',
  T18: 'Getting round conditions, hidden fields and the matrix of roles inside one organization',
  T19: 'SQL injection by arguments, parameters and column names',
  T20: 'Hijacking names by search_path, temporary tables or objects of one\'s own',
  T25: 'Files that are no tables, and formulas in cells',
  T26: 'Requests that cost the others: patterns, depth, width, lists, slow and many connections',
  T27: 'Bytes that are no text, twins of Unicode, line breaks in headers and logs',
}

/** @returns {Promise<Map<string, [{file, name}]>>} the tests of each case, from the sources. */
export async function testsByCase() {
  const byCase = new Map(Object.keys(CASES).map((id) => [id, []]))
  const files = (await readdir(FOLDER)).filter((name) => name.endsWith('.test.mjs')).sort()
  for (const file of files) {
    const source = await readFile(new URL(file, FOLDER), 'utf8')
    for (const [, , ids, name] of source.matchAll(/\btest\(([`'])((?:T\d\d )+)(.*?)(?<!\\)\1(?=,)/g)) {
      for (const id of ids.trim().split(' ')) byCase.get(id)?.push({ file, name: told(name) })
    }
  }
  return byCase
}

/** A test's name as a sentence of the page: what a template fills in is left open. */
const told = (name) => name.replace(/\$\{[^}]*\}/g, '…').replaceAll("\\'", "'")

/** The page docs/reference/attacks.md. */
export async function page() {
  const byCase = await testsByCase()
  const sections = [...byCase].map(([id, tests]) => {
    const lines = tests.map(({ file, name }) => `* ${name} (\`${file}\`)`)
    return `## ${id}: ${CASES[id]}\n\n${lines.join('\n')}\n`
  })
  return `${HEAD}\n${sections.join('\n')}`
}

const HEAD = `# Attacks that are tests

Written by \`node tests/attacks/list/write.mjs\`; a test compares. All run with \`node tests/run.mjs attacks\`, against a running system with the real
PostgREST. Where a case reads or writes, four callers try it: one without a token, a rep and an administrator of one organization, and the
administrator of another. What each may see is computed by the superuser from owners, teams and roles, without our functions.

* The walker (\`walker.test.mjs\`) plants a word of its own in each text column of each table of one organization, reads the API's description as
  a member of another one and asks for everything in it: tables, verbs, formats, filters, counts, embeds, functions. No planted word or identifier
  may stand in any byte of an answer. It also finds leaks that are planted on purpose.
* The random worlds (\`decision.test.mjs\`) ask who may do what three times: the extension, PostgreSQL by trying, and a naive reference in SQL.
  \`CRM_TEST_SEED\` and \`CRM_TEST_WORLDS\` repeat or lengthen a run.
* Fifty readers (\`stale_rights.test.mjs\`) meet every kind of change of rights; an answer to a request that started after the change must show it.
`
