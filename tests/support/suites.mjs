// The suites of `make test`: what each proves, what it needs, and how it is run.
//
// needs: 'stack' (the shared running stack), 'templates' (databases to clone), 'packages' (tests/node_modules)
// alone: runs with nothing beside it, because it measures time or loads the machine
import { readdir } from 'node:fs/promises'
import path from 'node:path'
import { fromCargo, fromNode } from './counts.mjs'
import { proveDatabase } from './pgtap.mjs'
import { ROOT, TESTS } from './paths.mjs'
import { run } from './process.mjs'

export const SUITES = [
  { name: 'format', title: 'rustfmt finds nothing to change', run: command('cargo', ['fmt', '--all', '--check']) },
  { name: 'core', title: 'rules of the business: units and properties', run: cargoTest('crm-core') },
  { name: 'stack', title: 'the crm binary: units and its gateway', run: cargoTest('crm-stack') },
  { name: 'edge-host', title: 'edge functions: units', run: cargoTest('edge-host', 'lead-score') },
  { name: 'clippy', title: 'clippy finds nothing', run: clippy },
  { name: 'lints', title: 'lints find nothing, and find planted faults', needs: ['packages', 'templates'], run: nodeTests('lints') },
  { name: 'database', title: 'promises of the database (pgTAP)', needs: ['templates'], run: proveDatabase },
  { name: 'upgrade', title: 'upgraded and new databases are the same', needs: ['packages', 'templates'], run: nodeTests('upgrade') },
  { name: 'rest', title: 'the REST door with supabase-js', needs: ['packages', 'stack'], run: nodeTests('rest', { lanes: 2 }) },
  { name: 'attacks', title: 'attacks on access find nothing', needs: ['packages', 'stack', 'templates'], run: nodeTests('attacks', { lanes: 2 }) },
  { name: 'clients', title: 'other clients of the REST door', needs: ['packages', 'stack'], run: nodeTests('clients') },
  { name: 'edge', title: 'edge scores equal SQL scores', needs: ['packages', 'stack'], run: nodeTests('edge') },
  { name: 'import', title: 'import, undo, export', needs: ['packages', 'stack'], run: nodeTests('import') },
  { name: 'docs', title: 'commands of the README and examples of docs/', needs: ['packages', 'stack'], run: nodeTests('docs') },
  { name: 'statistics', title: 'statistics equal a recount under load', needs: ['packages', 'templates'], alone: true, run: nodeTests('statistics') },
  { name: 'extension', title: 'the extension inside PostgreSQL 15 and 18', alone: true, needs: ['packages'], run: nodeTests('extension') },
  { name: 'faults', title: 'faults lose nothing', alone: true, needs: ['packages'], run: nodeTests('faults') },
]

/** Runs a program; it is one test, passed when it ends with 0. */
function command(program, args) {
  return async () => verdict(await run(program, args, { cwd: ROOT }))
}

function verdict({ code, stdout, stderr }) {
  const passed = code === 0
  return { counts: { passed: passed ? 1 : 0, failed: passed ? 0 : 1, skipped: 0 }, output: stdout + stderr }
}

function cargoTest(...packages) {
  return async () => {
    const args = ['test', '--no-fail-fast', ...packages.flatMap((name) => ['-p', name])]
    const result = await run('cargo', args, { cwd: ROOT, limit: 900_000 })
    return judged(result, fromCargo(result.stdout))
  }
}

/** Clippy over the workspace, and over the extension, which is built for one PostgreSQL version. */
async function clippy({ pgConfig }) {
  const deny = ['--', '-D', 'warnings']
  const workspace = ['clippy', '--workspace', '--exclude', 'pg_crm_ext', '--all-targets', ...deny]
  const first = await run('cargo', workspace, { cwd: ROOT, limit: 900_000 })
  const extension = ['clippy', '-p', 'pg_crm_ext', '--lib', '--no-default-features', '--features', 'pg15', '--target-dir', 'target/pg15', ...deny]
  const env = { PGRX_PG_CONFIG_PATH: pgConfig }
  const second = await run('cargo', extension, { cwd: ROOT, env, limit: 900_000 })
  const [a, b] = [verdict(first), verdict(second)]
  return { counts: { passed: a.counts.passed + b.counts.passed, failed: a.counts.failed + b.counts.failed, skipped: 0 }, output: a.output + b.output }
}

function nodeTests(folder, { lanes = 1 } = {}) {
  return async ({ env }) => {
    const files = (await readdir(path.join(TESTS, folder))).filter((name) => name.endsWith('.test.mjs')).sort()
    const args = ['--test', '--test-reporter=spec', `--test-concurrency=${lanes}`, ...files.map((name) => path.join(folder, name))]
    const result = await run(process.execPath, args, { cwd: TESTS, env, limit: process.env.SOAK ? 14_400_000 : 1_500_000 })
    return judged({ ...result, stdout: failuresOnly(result.stdout) }, fromNode(result.stdout))
  }
}

/** What `node --test` says of the failed tests at its end, without the passed ones. */
function failuresOnly(text) {
  const start = text.indexOf('✖ failing tests:')
  return start < 0 ? text : text.slice(start)
}

/** A program that fails without a failed test (it did not compile, it crashed) counts as one failure. */
function judged({ code, stdout, stderr }, counts) {
  const silent = (code !== 0 && counts.failed === 0) || counts.passed + counts.failed + counts.skipped === 0
  return { counts: silent ? { ...counts, failed: 1 } : counts, output: `${stdout}\n${stderr}` }
}
