// Leaks made on purpose, to see that the walk finds them.
import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'

const LIMIT = 10_000

/** Makes the leaks and waits until the API describes them. Resolves to {names, remove}. */
export async function plantLeaks(database, actor) {
  await database.query(await readFile(new URL('planted.sql', import.meta.url), 'utf8'))
  const names = ['planted_view', 'planted_definer', 'planted_error', 'planted_header']
  const paths = ['/planted_view', ...names.slice(1).map((name) => `/rpc/${name}`)]
  await until(actor, (described) => paths.every((path) => path in described))
  return {
    names,
    remove: async () => {
      await database.query("drop view crm.planted_view; drop function crm.planted_definer, crm.planted_error, crm.planted_header; notify pgrst, 'reload schema'")
      await until(actor, (described) => !paths.some((path) => path in described))
    },
  }
}

async function until(actor, isReached) {
  for (const started = Date.now(); ; await pause(100)) {
    const { body } = await actor.rest('')
    if (body?.paths && isReached(body.paths)) return
    if (Date.now() - started > LIMIT) throw new Error(`the API did not follow the catalogue within ${LIMIT} ms`)
  }
}
