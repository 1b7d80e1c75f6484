// Two fresh organizations for one test file, with all actors. Nothing of it is shared with other files.
import { randomBytes } from 'node:crypto'
import { Anonymous, Member, ServiceRole } from './actors.mjs'
import { connect } from './client.mjs'

const ROLES = ['admin', 'manager', 'rep', 'otherRep', 'outsider', 'analyst']

/**
 * Makes the organizations `here` and `there` and their members. `database` is a superuser's connection for oracles.
 * The team tree: Sales (admin, manager, analyst) over Field (rep, otherRep); Partners (outsider) beside it.
 */
export async function createWorld({ env = process.env } = {}) {
  const suffix = randomBytes(4).toString('hex')
  const database = await connect('postgres', env)
  const here = await createOrganization(database, env, `here-${suffix}`)
  const there = await createOrganization(database, env, `there-${suffix}`)
  return {
    database,
    here: here.org,
    there: there.org,
    ...here.members,
    otherTenantAdmin: there.members.admin,
    otherTenantRep: there.members.rep,
    anonymous: new Anonymous(env),
    serviceRole: new ServiceRole(env),
    close: () => database.end(),
  }
}

async function createOrganization(database, env, slug) {
  const { rows: [{ id }] } = await database.query('select id from tests.create_organization($1)', [slug])
  const org = { id, slug }
  const { rows: users } = await database.query('select actor, email, user_id from tests.actors where org_slug = $1', [slug])
  const members = ROLES.map((role) => {
    const user = users.find(({ actor }) => actor === role)
    return [role, new Member({ label: role, env, org, email: user.email, userId: user.user_id })]
  })
  return { org, members: Object.fromEntries(members) }
}
