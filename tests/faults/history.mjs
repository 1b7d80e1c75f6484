// Writers that go through the public API and remember what was acknowledged; what is stored must fit what they remember.
import { setTimeout as pause } from 'node:timers/promises'

/** Starts `count` writers of accounts. `stop()` ends them and resolves to what they know. */
export function startWriters(actor, { count = 8, run }) {
  const known = { sent: new Set(), acknowledged: new Set(), refused: [], statuses: {} }
  let running = true

  async function write(number) {
    for (let n = 1; running; n += 1) {
      const name = `${run} ${number}/${n}`
      known.sent.add(name)
      try {
        const { status, text } = await actor.rest('accounts', { method: 'POST', body: { name } })
        known.statuses[status] = (known.statuses[status] ?? 0) + 1
        if (status === 201) known.acknowledged.add(name)
        else known.refused.push({ status, text })
      } catch {
        known.statuses.lost = (known.statuses.lost ?? 0) + 1
      }
      // a client that is refused waits, as its hint says
      if (!known.acknowledged.has(name)) await pause(50)
    }
  }

  const writers = [...Array(count).keys()].map(write)
  return {
    known,
    stop: async () => {
      running = false
      await Promise.all(writers)
      return known
    },
  }
}

/** Lost, invented and doubled writes; all three must be empty. */
export async function checkHistory(client, { sent, acknowledged }, run) {
  const { rows } = await client.query('select name, count(*)::int as times from crm.accounts where name like $1 group by name', [`${run} %`])
  const stored = new Set(rows.map(({ name }) => name))
  return {
    lost: [...acknowledged].filter((name) => !stored.has(name)),
    invented: [...stored].filter((name) => !sent.has(name)),
    doubled: rows.filter(({ times }) => times > 1).map(({ name }) => name),
  }
}

/** Milliseconds until `probe` resolves to true, at most `limit`. */
export async function until(probe, limit) {
  const started = Date.now()
  while (!(await probe().catch(() => false))) {
    if (Date.now() - started > limit) throw new Error(`not reached within ${limit} ms`)
    await pause(50)
  }
  return Date.now() - started
}
