// Reads how many tests passed, failed and were skipped from what test programs print.

/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

/** Sums counts. @returns {Counts} */
export function sum(list) {
  return list.reduce(
    (total, one) => ({
      passed: total.passed + one.passed,
      failed: total.failed + one.failed,
      skipped: total.skipped + one.skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** Counts of `cargo test` output: one `test result:` line for each test program. */
export function fromCargo(text) {
  const line = /^test result: \w+\. (\d+) passed; (\d+) failed; (\d+) ignored/gm
  return sum([...text.matchAll(line)].map(([, passed, failed, skipped]) => numbers(passed, failed, skipped)))
}

/** Counts of the summary that `node --test` prints at the end (`ℹ pass 12`, or `# pass 12` in TAP). */
export function fromNode(text) {
  const of = (word) => Number(text.match(new RegExp(`^(?:#|ℹ) ${word} (\\d+)$`, 'm'))?.[1] ?? 0)
  return { passed: of('pass'), failed: of('fail') + of('cancelled'), skipped: of('skipped') + of('todo') }
}

/** Counts of one TAP stream; tests that the plan promises and the stream does not hold have failed. */
export function fromTap(text) {
  let counts = { passed: 0, failed: 0, skipped: 0 }
  let planned
  for (const line of text.split('\n')) {
    const plan = line.match(/^1\.\.(\d+)/)
    if (plan) planned = Number(plan[1])
    if (/^ok \d+/.test(line)) counts = add(counts, /# skip/i.test(line) ? 'skipped' : 'passed')
    if (/^not ok \d+/.test(line)) counts = add(counts, /# todo/i.test(line) ? 'skipped' : 'failed')
  }
  const seen = counts.passed + counts.failed + counts.skipped
  if (planned === undefined) return add(counts, 'failed')
  return planned === seen ? counts : { ...counts, failed: counts.failed + Math.max(1, planned - seen) }
}

const numbers = (passed, failed, skipped) => ({
  passed: Number(passed),
  failed: Number(failed),
  skipped: Number(skipped),
})

const add = (counts, key) => ({ ...counts, [key]: counts[key] + 1 })
