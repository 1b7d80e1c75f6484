// Random organizations: users, teams, roles, conditions, shares, record teams, rules and records, all from one seed.
import { pick, randomFrom } from '../../support/random.mjs'
import { randomCondition, randomFields, REGIONS } from './conditions.mjs'

export const KINDS = ['account', 'contact', 'lead', 'deal']
export const ACTIONS = ['read', 'update', 'delete', 'create']
const SIZES = { teams: 5, roles: 3, users: 5, records: 7, shares: 6, recordTeams: 4, rules: 4, candidates: 4 }

/** Makes the description of one world. Names like `u1` stand for rows; {@link createWorld} gives them ids. */
export function randomWorld(seed) {
  const random = randomFrom(seed)
  const chance = (probability) => random() < probability
  const times = (count, make) => Array.from({ length: count }, (_, n) => make(n))
  const uuid = () => '00000000-0000-4000-8000-000000000000'.replace(/0/g, () => Math.floor(random() * 16).toString(16))
  const teams = times(SIZES.teams, (n) => ({ id: uuid(), name: `t${n}` }))
  for (const [n, team] of teams.entries()) team.parent_id = n > 0 && chance(0.7) ? teams[Math.floor(random() * n)].id : null
  const teamOrNone = () => (chance(0.2) ? null : pick(random, teams).id)
  const roles = times(SIZES.roles, (n) => ({ id: uuid(), key: `role_${n}`, permissions: permissions(random, chance) }))
  const users = times(SIZES.users, (n) => ({
    id: uuid(), name: `u${n}`, role_id: pick(random, roles).id, team_id: teamOrNone(), status: chance(0.1) ? 'suspended' : 'active',
    attributes: { region: pick(random, REGIONS), limit: pick(random, [10, 1000.5]), regions: REGIONS.slice(0, 2), ...(chance(0.5) && { nothing: null }) },
  }))
  const record = (kind) => () => ({ ...randomFields(random, kind), owner_id: pick(random, users).id, team_id: teamOrNone() })
  const records = Object.fromEntries(KINDS.map((kind) => [kind, times(SIZES.records, () => ({ id: uuid(), ...record(kind)() }))]))
  const grantee = () => pick(random, [() => ({ user_id: pick(random, users).id }), () => ({ team_id: pick(random, teams).id }), () => ({ role_id: pick(random, roles).id })])()
  const access = () => pick(random, ['read', 'update'])
  return {
    seed, teams, roles, users, records,
    operator: { id: uuid(), name: 'operator', visit: pick(random, ['open', 'open', 'expired', 'left', 'none', 'revoked']) },
    candidates: Object.fromEntries(KINDS.map((kind) => [kind, times(SIZES.candidates, record(kind))])),
    shares: times(SIZES.shares, () => {
      const kind = pick(random, KINDS)
      return { [`${kind}_id`]: pick(random, records[kind]).id, ...grantee(), access: access() }
    }),
    recordTeams: times(SIZES.recordTeams, () => {
      const kind = pick(random, ['account', 'deal'])
      return { kind, [`${kind}_id`]: pick(random, records[kind]).id, user_id: pick(random, users).id, access: access() }
    }),
    rules: times(SIZES.rules, (n) => {
      const resource = pick(random, KINDS)
      return {
        name: `rule ${n}`, resource, access: access(), condition: chance(0.6) ? randomCondition(random, resource) : null,
        source_team_id: chance(0.4) ? pick(random, teams).id : null, ...grantee(), is_active: chance(0.85),
      }
    }),
  }
}

/** Rights of one role; some are missing, some have a condition. */
function permissions(random, chance) {
  const all = KINDS.flatMap((resource) => ACTIONS.map((action) => ({ resource, action })))
  return all
    .filter(() => chance(0.85))
    .map((one) => ({ ...one, scope: pick(random, ['none', 'own', 'own', 'team', 'team', 'org']), condition: chance(0.4) ? randomCondition(random, one.resource) : null }))
}
