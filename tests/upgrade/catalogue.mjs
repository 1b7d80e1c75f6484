// Reads what makes up a database, and tells how two of them differ.
import { readFileSync } from 'node:fs'
import { withClient } from '../support/client.mjs'

const CATALOGUE = readFileSync(new URL('catalogue.sql', import.meta.url), 'utf8')

/** Definitions of everything in our schemas, by kind and name. */
export const readCatalogue = (database) =>
  withClient(database, async (client) => {
    const { rows } = await client.query(CATALOGUE)
    return new Map(rows.map(({ kind, name, definition }) => [`${kind} ${name}`, definition]))
  })

/** The same of the extension alone: its functions and types with their rights and comments, and its version. */
export async function readExtension(database) {
  const catalogue = await readCatalogue(database)
  return new Map([...catalogue].filter(([key]) => /^(comment )?(function|type) crm_ext\.|^member |^extension pg_crm_ext$/.test(key)))
}

/** One text for each object that is not the same in both. */
export function differences(built, upgraded) {
  const keys = [...new Set([...built.keys(), ...upgraded.keys()])].sort()
  return keys
    .filter((key) => built.get(key) !== upgraded.get(key))
    .map((key) => `${key}\n  built:    ${built.get(key) ?? '(absent)'}\n  upgraded: ${upgraded.get(key) ?? '(absent)'}`)
}
