// Random numbers that are the same for the same seed, so that a failing run can be repeated.

/** Mulberry32: a function that gives the next number of [0, 1). */
export function randomFrom(seed) {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}

/** One element of a list. */
export const pick = (random, list) => list[Math.floor(random() * list.length)]

/** The seed of this run: CRM_TEST_SEED, or a fixed one. */
export const seed = Number(process.env.CRM_TEST_SEED ?? 20261120)
