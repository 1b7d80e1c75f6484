// Clients that read without a pause, and the judgement whether an answer was right at the time it was asked for.
import { performance } from 'node:perf_hooks'

/** What the reader is to see, and since when: a change begins, and is in force when its commit has returned. */
export class Versions {
  #list = []

  /** Makes a change; from now on `names` are right, and once it has returned nothing else. */
  async change(what, names, action) {
    const version = { what, names: [...names].sort().join(), began: performance.now(), inForce: Infinity, answers: 0 }
    this.#list.push(version)
    await action()
    version.inForce = performance.now()
  }

  /**
   * Whether an answer to a request that started and ended at these times can be right. Where rights changed meanwhile, it may
   * be refused, and a door that reads more than once may show rows of before beside rows of after.
   */
  judge(names, started, ended, { readsOnce = true } = {}) {
    const met = this.#list.filter((version, n) => version.began <= ended && !(this.#list[n + 1]?.inForce < started))
    const right = met.find((version) => version.names === names)
    if (right) right.answers += 1
    return Boolean(right) || (met.length > 1 && (names === REFUSED || (!readsOnce && isMixture(names, met))))
  }

  /** The change that was the last in force when a request started. */
  inForceAt(started) {
    return this.#list.findLast((version) => version.inForce < started)
  }

  /** Changes that no answer was seen of: the readers proved nothing about them. */
  unseen() {
    return this.#list.filter(({ answers }) => answers === 0).map(({ what }) => what)
  }
}

/** The answer to a request whose rights changed while it was served. */
const REFUSED = 'status 503'

function isMixture(names, versions) {
  const sets = versions.map((version) => new Set(version.names.split(',').filter(Boolean)))
  const seen = new Set(names.split(',').filter(Boolean))
  const everywhere = [...sets[0]].filter((name) => sets.every((set) => set.has(name)))
  return everywhere.every((name) => seen.has(name)) && [...seen].every((name) => sets.some((set) => set.has(name)))
}

/** Doors that read in several statements or passes. */
const READS_MORE_THAN_ONCE = new Set(['search'])

/** The doors by which the names of the deals are read; each resolves to the names. */
export const DOORS = {
  rows: async (actor) => named(await actor.rest('deals?select=name')),
  CSV: async (actor) => {
    const { status, text } = await actor.rest('deals?select=name', { headers: { accept: 'text/csv' } })
    return read(status, () => text.split('\n').slice(1).filter(Boolean).map((line) => line.replaceAll('"', '')))
  },
  search: async (actor) => named(await actor.rpc('search', { q: 'versioned', kinds: ['deal'] }), ({ title }) => title),
  embeds: async (actor) => {
    const answer = await actor.rest('pipelines?select=deals(name)')
    return read(answer.status, () => answer.body.flatMap(({ deals }) => deals.map(({ name }) => name)))
  },
}

function named({ status, body }, nameOf = ({ name }) => name) {
  return read(status, () => body.map(nameOf))
}

/** The names of a good answer; none where the door is closed; else the status, which is never right. */
function read(status, names) {
  if (status === 200) return names()
  return status === 403 ? [] : `status ${status}`
}

/** Starts `count` clients, each at its door. `stop()` resolves to {reads, wrong: []}. */
export function startReaders(actor, count, versions) {
  const doors = Object.entries(DOORS)
  const result = { reads: 0, wrong: [] }
  let running = true
  const client = async (_, n) => {
    const [door, ask] = doors[n % doors.length]
    while (running) {
      const started = performance.now()
      const seen = await ask(actor).catch((error) => `${error.cause ?? error}`)
      const names = Array.isArray(seen) ? seen.sort().join() : seen
      result.reads += 1
      if (!versions.judge(names, started, performance.now(), { readsOnce: !READS_MORE_THAN_ONCE.has(door) })) {
        const { what, names: expected } = versions.inForceAt(started) ?? {}
        result.wrong.push(`${door} after "${what}": [${names}] instead of [${expected}]`)
      }
    }
  }
  const readers = Array.from({ length: count }, client)
  return {
    stop: async () => {
      running = false
      await Promise.all(readers)
      return result
    },
  }
}
