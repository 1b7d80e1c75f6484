// Whether an answer holds anything of another organization.

const UUID = /[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/g

/** Makes a finder of planted words and identifiers: `find(answer, request)` lists what the answer should not hold. */
export function leakFinder({ canaries, ids }) {
  const places = new Map(canaries.map(({ word, place }) => [word, place]))
  const words = new RegExp([...places.keys()].map((word) => word.replace(/[.#]/g, '\\$&')).join('|'), 'g')
  return (answer, request) => {
    const text = everyByte(answer)
    const sent = decodeURIComponent(JSON.stringify(request)).toLowerCase()
    const found = [...text.matchAll(words)].map(([word]) => word).filter((word) => !sent.includes(word)).map((word) => places.get(word))
    const foreign = [...text.matchAll(UUID)].map(([id]) => id).filter((id) => ids.has(id) && !sent.includes(id)).map((id) => `id ${id}`)
    return [...new Set([...found, ...foreign])]
  }
}

/** Status line, headers and body, in lower case. */
function everyByte({ status, headers, text }) {
  const lines = [...headers].map(([name, value]) => `${name}: ${value}`)
  return [status, ...lines, text].join('\n').toLowerCase()
}
