// The command line under test.
import { CRM, ROOT } from './paths.mjs'
import { run } from './process.mjs'

/** Runs `crm ...` against the running stack. Resolves to {code, stdout, stderr}; never rejects for a refusal. */
export function crm(...args) {
  return run(CRM, ['--state', process.env.CRM_TEST_STATE, ...args], { cwd: ROOT, limit: 300_000 })
}

/** Runs `crm --json ...`, which must succeed. Resolves to the parsed answer. */
export async function crmJson(...args) {
  const { code, stdout, stderr } = await crm('--json', ...args)
  if (code !== 0) throw new Error(`crm ${args.join(' ')} ended with ${code}\n${stdout}\n${stderr}`)
  return JSON.parse(stdout)
}
