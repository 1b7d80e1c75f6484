// Calls of every function with arguments that look right and name rows of another organization.
import { BEGINNING } from '../canaries/plant.mjs'

const KINDS = ['account', 'contact', 'lead', 'deal', 'activity', 'note', 'pipeline', 'stage', 'team', 'user']
const PLAIN = {
  text: BEGINNING, 'character varying': BEGINNING, uuid: null, integer: 5, bigint: 5, smallint: 1, numeric: 1, boolean: false, date: '2026-11-20',
  'timestamp with time zone': '2026-11-20T12:00:00Z', jsonb: {}, json: {}, 'text[]': null, 'uuid[]': [],
}

/**
 * `foreign` and `own` are maps of table name to id. Records of the caller's own stand beside foreign ids, but never own members,
 * roles or teams: a call that succeeds must not change who the callers are.
 */
export function* functionRequests({ schema, name, args }, foreign, own) {
  const call = (values) => ({ function: name, schema, path: `rpc/${name}`, method: 'POST', body: values })
  const withKind = args.some((arg) => arg.name === 'kind') ? KINDS : [undefined]
  for (const kind of withKind) {
    const value = (from) => (arg) => [arg.name, valueOf(arg, kind, from)]
    const required = args.filter((arg) => arg.required)
    yield call(Object.fromEntries(args.map(value(foreign))))
    yield call(Object.fromEntries(required.map(value(foreign))))
    yield call(Object.fromEntries(required.map(value(own)).filter(([, given]) => given !== null)))
    const ids = args.filter(({ format }) => format === 'uuid')
    for (const one of ids) {
      const mixed = args.map((arg) => value(arg === one ? foreign : own)(arg)).filter(([, given]) => given !== null)
      yield call(Object.fromEntries(mixed))
      yield call(Object.fromEntries([...required, one].map(value(foreign))))
    }
    const query = new URLSearchParams(required.map(value(foreign)).filter(([, given]) => given !== null).map(([key, given]) => [key, String(given)]))
    yield { function: name, schema, path: `rpc/${name}?${query}`, headers: { prefer: 'count=exact' } }
    yield { function: name, schema, path: `rpc/${name}?${query}`, headers: { accept: 'text/csv' } }
  }
}

function valueOf({ name, format }, kind, ids) {
  if (name === 'kind') return kind
  if (format !== 'uuid') return format in PLAIN ? PLAIN[format] : null
  return ids.get(tableOf(name === 'id' ? kind : name)) ?? null
}

/** The table whose ids an argument takes, by its name: `deal_id`, `before_id`, `kind` with `id`. */
export function tableOf(name = 'deal') {
  const stem = name.replace(/_id$/, '')
  const known = { before: 'deals', after: 'deals', activity: 'activities', to: 'users', transfer_to: 'users', owner: 'users', cursor: 'deals', organization: 'organizations', org: 'organizations' }
  return known[stem] ?? `${stem}s`
}
