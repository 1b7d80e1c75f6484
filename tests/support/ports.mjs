// Free TCP ports below 32768: above it the kernel hands out ports to outgoing connections, which would take ours away.
import { createServer } from 'node:net'

const LOWEST = 20_000
const HIGHEST = 32_000

/** Resolves to `count` different ports of 127.0.0.1 that nobody listens on. */
export async function freePorts(count) {
  const found = new Set()
  while (found.size < count) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST))
    if (await isFree(port)) found.add(port)
  }
  return [...found]
}

function isFree(port) {
  return new Promise((resolve) => {
    const server = createServer()
    server.once('error', () => resolve(false))
    server.listen({ host: '127.0.0.1', port, exclusive: true }, () => server.close(() => resolve(true)))
  })
}
