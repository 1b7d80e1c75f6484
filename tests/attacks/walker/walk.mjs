// Sends requests as somebody, several at a time, and collects what should not have come back.
const AT_ONCE = 6

/**
 * Walks over `requests` as `actor`. `find(answer, request)` lists leaks; `expected(request)` is the count that an answer must show, if any.
 * @returns {{sent, leaks: [], counts: [], broken: [], statuses: Map}} broken: answers with a status of 500 and more
 */
export async function walk(actor, requests, { find, expected = () => undefined }) {
  const result = { sent: 0, leaks: [], counts: [], broken: [], reached: new Map() }
  const waiting = requests[Symbol.iterator]()
  const lane = async () => {
    for (let next = waiting.next(); !next.done; next = waiting.next()) await visit(actor, next.value, { find, expected }, result)
  }
  await Promise.all(Array.from({ length: AT_ONCE }, lane))
  return result
}

async function visit(actor, request, { find, expected }, result) {
  const { path, method = 'GET', body, headers = {} } = request
  const schema = request.schema ?? request.table?.schema ?? 'crm'
  const answer = await actor.rest(encodeURI(path), { method, body, headers: { 'accept-profile': schema, 'content-profile': schema, ...headers } })
  const named = `${actor.label}: ${method} ${path} ${JSON.stringify({ ...headers, ...body })}`
  result.sent += 1
  remember(result.reached, request, method, answer)
  for (const leak of find(answer, request)) result.leaks.push(`${leak} in ${named}: ${answer.status} ${answer.text.slice(0, 200)}`)
  if (answer.status >= 500) result.broken.push(`${named}: ${answer.status} ${answer.text.slice(0, 200)}`)
  const total = answer.headers.get('content-range')?.split('/')[1]
  const wanted = expected(request)
  if (wanted !== undefined && answer.status < 300 && total !== `${wanted}`) result.counts.push(`${named}: ${total} instead of ${wanted}`)
}

/** Statuses by table or function. */
function remember(reached, { table, function: name }, method, { status, body }) {
  const key = name ? `rpc/${name}` : table.name
  if (!reached.has(key)) reached.set(key, new Set())
  reached.get(key).add([method, status, ...(body?.code === 'PGRST202' ? [body.code] : [])].join(' '))
}
