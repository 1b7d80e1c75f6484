#!/usr/bin/env node
// Runs the tests of the whole project: `node tests/run.mjs [--list] [--json] [suite...]`.
// The suite `soak` stands for the long forms of those that put the system under load.
import { existsSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { sum } from './support/counts.mjs'
import { createTemplates, installTestSchema } from './support/databases.mjs'
import { CRM, hasMaven, MAVEN_MISSING, ROOT, TESTS } from './support/paths.mjs'
import { endAll, mustRun } from './support/process.mjs'
import { startStack, stopStack } from './support/stack.mjs'
import { SUITES } from './support/suites.mjs'

const LANES = 2
const SOAKED = ['statistics', 'import', 'faults']

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { list: { type: 'boolean' }, json: { type: 'boolean' }, help: { type: 'boolean', short: 'h' } },
})

if (options.help) {
  console.log('usage: node tests/run.mjs [--list] [--json] [suite...]\n\nWithout suites all of them run; `soak` runs the long forms of those under load.')
} else if (options.list) {
  list()
} else {
  await main()
}

function list() {
  if (options.json) return console.log(JSON.stringify(SUITES.map(({ name, title }) => ({ name, title }))))
  for (const { name, title } of SUITES) console.log(`${name.padEnd(12)} ${title}`)
}

async function main() {
  const chosen = positionals.flatMap((name) => (name === 'soak' ? SOAKED : [name]))
  if (positionals.includes('soak')) process.env.SOAK = '1'
  const unknown = chosen.filter((name) => !SUITES.some((suite) => suite.name === name))
  if (unknown.length > 0) {
    console.error(`no suite is called ${unknown.join(', ')}; see --list`)
    process.exit(2)
  }
  const suites = SUITES.filter(({ name }) => chosen.length === 0 || chosen.includes(name))
  const context = { pgConfig: process.env.PG_CONFIG ?? '/usr/lib/postgresql/15/bin/pg_config', env: {} }
  stopOnSignal(context)
  const started = Date.now()
  let results
  try {
    await prepare(context, suites)
    results = await runSuites(context, suites)
  } catch (error) {
    console.error(error.message)
    results = [{ name: 'preparation', counts: { passed: 0, failed: 1, skipped: 0 } }]
  } finally {
    await stop(context)
  }
  report(results, started)
}

/** Builds and starts what the chosen suites need, in the order of the dependencies. */
async function prepare(context, suites) {
  const needed = new Set(suites.flatMap((suite) => suite.needs ?? []))
  if (needed.size === 0) return
  if (!hasMaven) say(`${MAVEN_MISSING}: its tests are skipped`)
  if (!existsSync(path.join(TESTS, 'node_modules/.package-lock.json'))) {
    await step('installing the npm packages of the tests', () => mustRun('npm', ['ci', '--no-audit', '--no-fund'], { cwd: TESTS }))
  }
  await step('building crm', () => mustRun('cargo', ['build', '--release', '-p', 'crm-stack', '-p', 'xtask'], { cwd: ROOT, limit: 1_200_000 }))
  if (!needed.has('stack') && !needed.has('templates')) return
  context.stack = await step('starting a stack', () => startStack())
  const { state: CRM_TEST_STATE, apiPort, dbPort, ...env } = context.stack
  context.env = { ...env, CRM_TEST_STATE, CRM_STATE: CRM_TEST_STATE }
  await installTestSchema(context.env, 'postgres')
  if (needed.has('templates')) {
    Object.assign(context.env, await step('making the template databases', () => createTemplates(context.env)))
  }
}

/** Runs suites in lanes, then those that must run alone. */
async function runSuites(context, suites) {
  const results = []
  const lane = async (waiting) => {
    for (let suite = waiting.shift(); suite; suite = waiting.shift()) results.push(await runSuite(context, suite))
  }
  const shared = suites.filter((suite) => !suite.alone)
  await Promise.all(Array.from({ length: LANES }, () => lane(shared)))
  await lane(suites.filter((suite) => suite.alone))
  return results
}

async function runSuite(context, suite) {
  const started = Date.now()
  const { counts, output } = await suite.run(context).catch((error) => ({
    counts: { passed: 0, failed: 1, skipped: 0 },
    output: error.stack,
  }))
  const seconds = (Date.now() - started) / 1000
  const skipped = counts.skipped > 0 ? `, ${counts.skipped} skipped` : ''
  say(`${counts.failed > 0 ? 'FAIL' : ' ok '} ${suite.name.padEnd(12)} ${counts.passed} passed, ${counts.failed} failed${skipped}  (${seconds.toFixed(1)} s)`)
  if (counts.failed > 0) say(output.trimEnd())
  return { name: suite.name, title: suite.title, seconds, counts, ...(counts.failed > 0 && { output }) }
}

function report(results, started) {
  const { passed, failed, skipped } = sum(results.map((one) => one.counts))
  const seconds = (Date.now() - started) / 1000
  if (options.json) console.log(JSON.stringify({ passed, failed, skipped, seconds, suites: results }))
  else console.log(`${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`)
  process.exitCode = failed > 0 ? 1 : 0
}

async function step(what, action) {
  const started = Date.now()
  say(`     ${what} ...`)
  const result = await action()
  say(`     ${what}: ${((Date.now() - started) / 1000).toFixed(1)} s`)
  return result
}

async function stop(context) {
  endAll()
  if (context.stack) await stopStack(context.stack)
  context.stack = undefined
}

function stopOnSignal(context) {
  for (const signal of ['SIGINT', 'SIGTERM']) {
    process.once(signal, async () => {
      say(`stopping on ${signal}`)
      await stop(context)
      process.exit(130)
    })
  }
}

/** Progress goes to stderr when stdout carries JSON. */
function say(text) {
  if (options.json) console.error(text)
  else console.log(text)
}
