// One running CRM for the tests: its own state folder, its own ports, ended by its own command.
import { mkdtemp, rm, chmod, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import path from 'node:path'
import { CRM, ROOT } from './paths.mjs'
import { freePorts } from './ports.mjs'
import { mustRun, run } from './process.mjs'

/** Starts a stack. `extra` are further arguments of `crm up`. */
export async function startStack({ name = 'stack', extra = [] } = {}) {
  const state = await mkdtemp(path.join(tmpdir(), `crm-test-${name}-`))
  await chmod(state, 0o755) // started as root, the cluster belongs to another user that must reach it
  const [apiPort, dbPort] = await freePorts(2)
  const stack = { state, apiPort, dbPort }
  const ports = ['--api-port', String(apiPort), '--db-port', String(dbPort)]
  try {
    await mustRun(CRM, ['up', '--state', state, ...ports, ...extra], { cwd: ROOT, limit: 580_000 })
    return { ...stack, ...(await environment(state)) }
  } catch (error) {
    error.message += await lastLogLines(state)
    await stopStack(stack)
    throw error
  }
}

/** Stops a stack and removes its state folder. */
export async function stopStack({ state }) {
  await run(CRM, ['down', '--state', state], { cwd: ROOT, limit: 60_000 })
  await rm(state, { recursive: true, force: true })
}

/** What `crm env` says, as an object: API_URL, ANON_KEY, SERVICE_ROLE_KEY, DB_URL, JWT_SECRET. */
export async function environment(state) {
  const { stdout } = await mustRun(CRM, ['env', '--state', state], { cwd: ROOT })
  return Object.fromEntries([...stdout.matchAll(/^(?:export )?(\w+)=['"]?(.*?)['"]?$/gm)].map(([, key, value]) => [key, value]))
}

async function lastLogLines(state) {
  const parts = []
  for (const log of ['crm', 'postgres', 'postgrest']) {
    const text = await readFile(path.join(state, 'logs', `${log}.log`), 'utf8').catch(() => '')
    if (text) parts.push(`\n--- ${log}.log\n${text.split('\n').slice(-15).join('\n')}`)
  }
  return parts.join('')
}
