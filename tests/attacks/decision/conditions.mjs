// Random records and random conditions about them, from small sets of values, so that conditions hold about half the time.
import { pick } from '../../support/random.mjs'

export const REGIONS = ['emea', 'apac', 'Emea', 'émea']
const NUMBERS = [0, 10, 10.5, 1000.5, 999999.9999, -3]
const DAYS = ['2026-01-01', '2026-11-20', '2027-02-28', 'soon', '2026-13-01']
const WORDS = ['', 'emea', 'Emea', 'émea', 'em', 'ap', 'Ärger', 'zebra', '10', 'true']

// the columns that conditions ask about, with values that rows get; null where a row may have none
const FIELDS = {
  account: { industry: [null, ...REGIONS], employee_count: [null, 0, 10, 1000], annual_revenue: [null, 10.5, 1000.5], city: [null, 'Ärger', 'zebra', '10'], founded_year: [null, 1999] },
  contact: { job_title: [null, ...REGIONS], do_not_call: [true, false], first_name: [null, 'Ärger', 'zebra'] },
  lead: { industry: [null, ...REGIONS], employee_count: [null, 0, 10, 1000], annual_revenue: [null, 10.5, 999999.9999], rating: [null, 'hot', 'cold'] },
  deal: { amount: [null, 0, 10, 10.5, 1000.5, 999999.9999], expected_close_on: [null, '2026-01-01', '2026-11-20', '2027-02-28'], currency: ['EUR', 'USD'] },
}
const REQUIRED = { account: { name: 'Account', currency: 'EUR' }, contact: { last_name: 'Contact' }, lead: { last_name: 'Lead' }, deal: { name: 'Deal' } }
const CUSTOM = { region: [...REGIONS, null], size: [1, 10, 10.5, '10'], flag: [true, false], list: [[1, 2]], absent: [] }
const COMMON = ['owner_id', 'team_id', 'created_at', 'nonsense', 'custom']

/** The values of one record of a kind. */
export function randomFields(random, kind) {
  const columns = Object.entries(FIELDS[kind]).map(([name, values]) => [name, pick(random, values)])
  const custom = Object.entries(CUSTOM).filter(([, values]) => values.length > 0 && random() < 0.7).map(([name, values]) => [name, pick(random, values)])
  return { ...REQUIRED[kind], ...Object.fromEntries(columns), custom: Object.fromEntries(custom) }
}

/** A condition of the language, at most three levels deep. */
export function randomCondition(random, kind, depth = 0) {
  const some = () => Array.from({ length: 1 + Math.floor(random() * 2) }, () => randomCondition(random, kind, depth + 1))
  const form = depth < 2 ? random() : 1
  if (form < 0.12) return { all: some() }
  if (form < 0.3) return { any: some() }
  if (form < 0.45) return { not: randomCondition(random, kind, depth + 1) }
  return comparison(random, kind)
}

function comparison(random, kind) {
  const fields = [...Object.keys(FIELDS[kind]), ...Object.keys(FIELDS[kind]), ...Object.keys(CUSTOM).map((key) => `custom.${key}`), ...COMMON]
  const field = pick(random, fields)
  const op = pick(random, ['eq', 'neq', 'lt', 'lte', 'gt', 'gte', 'contains', 'starts_with', 'in', 'not_in', 'is_null', 'is_not_null'])
  if (op.startsWith('is_')) return { field, op }
  if (op === 'in' || op === 'not_in') {
    if (random() < 0.2) return { field, op, caller: 'attributes.regions' }
    return { field, op, value: Array.from({ length: 1 + Math.floor(random() * 3) }, () => literal(random, kind, field)) }
  }
  const side = random()
  if (side < 0.15) return { field, op, caller: pick(random, ['user_id', 'team_id', 'role_key', 'email', 'attributes.region', 'attributes.limit', 'attributes.nothing', 'attributes.absent']) }
  if (side < 0.3) return { field, op, other_field: pick(random, fields) }
  return { field, op, value: literal(random, kind, field) }
}

/** Mostly a value that the field could have, else one of any type. */
function literal(random, kind, field) {
  const values = (field.startsWith('custom.') ? CUSTOM[field.slice(7)] : FIELDS[kind][field])?.filter((value) => value !== null && typeof value !== 'object')
  if (values?.length > 0 && random() < 0.7) return pick(random, values)
  return pick(random, [...NUMBERS, ...WORDS, ...DAYS, '2026-11-20T10:00:00Z', true, false])
}
