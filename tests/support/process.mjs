// Runs programs for the suites: output captured, whole process group ended on a time limit or when the run is interrupted.
import { spawn } from 'node:child_process'

const running = new Set()

/** Runs a program to its end. Never rejects for a failing program: look at `code`. Time limit in milliseconds. */
export function run(command, args, { cwd, env, input, limit = 600_000 } = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd,
      env: { ...process.env, ...env },
      detached: true,
      stdio: [input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    })
    running.add(child)
    let stdout = ''
    let stderr = ''
    let timedOut = false
    child.stdout.setEncoding('utf8').on('data', (text) => (stdout += text))
    child.stderr.setEncoding('utf8').on('data', (text) => (stderr += text))
    if (input !== undefined) {
      child.stdin.on('error', () => {}) // the program may end before it has read everything
      child.stdin.end(input)
    }
    const timer = setTimeout(() => {
      timedOut = true
      endGroup(child, 'SIGKILL')
    }, limit)
    child.on('error', (error) => {
      clearTimeout(timer)
      running.delete(child)
      reject(error)
    })
    child.on('close', (code, signal) => {
      clearTimeout(timer)
      running.delete(child)
      if (timedOut) stderr += `\n${command} was ended after ${limit / 1000} s\n`
      resolve({ code: code ?? 128, signal, stdout, stderr, timedOut })
    })
  })
}

/** Like run, but a failing program is an error that carries its output. */
export async function mustRun(command, args, options) {
  const result = await run(command, args, options)
  if (result.code !== 0) {
    const output = `${result.stdout}\n${result.stderr}`.trim().split('\n').slice(-60).join('\n')
    throw new Error(`${command} ${args.join(' ')} ended with ${result.code}\n${output}`)
  }
  return result
}

/** Ends everything this run started that is still alive. */
export function endAll() {
  for (const child of running) endGroup(child, 'SIGKILL')
}

function endGroup(child, signal) {
  try {
    process.kill(-child.pid, signal)
  } catch {
    // it has already ended
  }
}
