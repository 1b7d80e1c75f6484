// `crm up` in situations that are not fresh.
import { CRM, ROOT } from '../support/paths.mjs'
import { mustRun, run } from '../support/process.mjs'

const ports = ({ apiPort, dbPort }) => ['--api-port', String(apiPort), '--db-port', String(dbPort)]

/** Brings an existing stack up again; an error carries the output. */
export function up(stack, ...more) {
  return mustRun(CRM, ['up', '--state', stack.state, ...ports(stack), '--no-demo', ...more], { cwd: ROOT, limit: 300_000 })
}

/** The same, for cases that are to fail: resolves to {code, stdout, stderr}. */
export function tryUp(stack, env) {
  return run(CRM, ['up', '--state', stack.state, ...ports(stack), '--no-demo'], { cwd: ROOT, env, limit: 300_000 })
}
