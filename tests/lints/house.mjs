// The house rules about files, as functions from the tracked files to findings.

const FORBIDDEN_NAMES = /(^|\/)(utils?|helpers?|common|types|misc)(\.[a-z]+)?(\/|$)/
const MACHINE_PATHS = /(?<![\w$}.])\/(work|root)\/[a-z.]|\/home\/(?!deno\/)[a-z]/
const CEILINGS = { '.rs': 400, '.sql': 400, '.mjs': 400, '.ts': 400 }
const SHIM_LINES = 20

/** @typedef {{path: string, text: string}} SourceFile */

/** Files longer than their kind may be. */
export function tooLong(files) {
  return files
    .filter(({ path }) => path.match(/\.[a-z]+$/)?.[0] in CEILINGS)
    .map(({ path, text }) => ({ path, lines: lineCount(text), limit: CEILINGS[path.match(/\.[a-z]+$/)[0]] }))
    .filter(({ lines, limit }) => lines > limit)
    .map(({ path, lines, limit }) => `${path}: ${lines} lines, at most ${limit}`)
}

/** Names that say nothing about what is inside. */
export function namelessFiles(files) {
  return files.filter(({ path }) => FORBIDDEN_NAMES.test(path)).map(({ path }) => `${path}: the name says nothing`)
}

/** Paths of one machine, which are wrong on every other. */
export function machinePaths(files) {
  return linesMatching(files, MACHINE_PATHS, 'names a path of one machine')
}

/** Work that was left for later. */
export function unfinished(files) {
  return linesMatching(files, /\b(TODO|FIXME|HACK)\b|\b(todo|unimplemented)!\(/, 'is unfinished')
}

/** Migrations whose names do not sort by time or do not say what they do. */
export function badMigrationNames(files) {
  return files
    .filter(({ path }) => path.startsWith('migrations/') && path.endsWith('.sql'))
    .filter(({ path }) => !/^migrations\/\d{14}_(?!fix|final|update2)[a-z]+(_[a-z0-9]+)+\.sql$/.test(path))
    .map(({ path }) => `${path}: is not <time>_<verb>_<object>.sql`)
}

/** SQL that shouts: upper-case keywords at the start of a line. */
export function shoutedKeywords(files) {
  const sql = files.filter(({ path }) => path.endsWith('.sql'))
  return linesMatching(sql, /^\s*(SELECT|INSERT INTO|UPDATE|DELETE FROM|CREATE|ALTER|DROP|GRANT|REVOKE|FROM|WHERE|BEGIN|END)\b/, 'has an upper-case keyword')
}

/** Shims of edge functions that hold more than the hand-over to Wasm. */
export function thickShims(files) {
  return files
    .filter(({ path }) => /^supabase\/functions\/[^/]+\/index\.ts$/.test(path))
    .filter(({ text }) => lineCount(text) > SHIM_LINES)
    .map(({ path, text }) => `${path}: ${lineCount(text)} lines, at most ${SHIM_LINES}`)
}

export const RULES = { tooLong, namelessFiles, machinePaths, unfinished, badMigrationNames, shoutedKeywords, thickShims }

function linesMatching(files, pattern, finding) {
  return files.flatMap(({ path, text }) =>
    text.split('\n').flatMap((line, index) => (pattern.test(line) ? [`${path}:${index + 1}: ${finding}: ${line.trim().slice(0, 100)}`] : [])),
  )
}

const lineCount = (text) => text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
