// The scene of the attack cases: two organizations full of records, the four callers, and what the superuser knows.
import { createWorld } from '../support/world.mjs'
import { plantCanaries } from './canaries/plant.mjs'
import { describeApi } from './walker/description.mjs'
import { leakFinder } from './walker/leaks.mjs'

/**
 * Makes the scene. Callers: `nobody` (no token), `rep` and `owner` (an administrator) of one organization, `stranger`
 * (an administrator of the other one, whose texts are canaries). `attackers` are those to whom the stranger's rows are hidden.
 */
export async function createScene() {
  const world = await createWorld()
  const { database, here, there } = world
  const stranger = world.otherTenantAdmin
  const callers = { nobody: world.anonymous, rep: world.rep, owner: world.admin, stranger }
  await Promise.all(Object.values(callers).map((caller) => caller.token()))
  for (const { slug } of [here, there]) {
    await database.query('select tests.create_settings($1)', [slug])
    for (const member of ['admin', 'manager', 'rep', 'otherRep', 'outsider']) await database.query('select tests.create_records($1, $2)', [slug, member])
  }
  const planted = await plantCanaries(database, there)
  const scene = { ...world, callers, stranger, owner: world.admin, attackers: [world.anonymous, world.rep, world.admin], planted }
  return {
    ...scene,
    api: await describeApi(world.rep),
    leaksIn: leakFinder(planted),
    foreign: (table) => planted.rows.get(`crm.${table}`),
    visible: (caller, table) => visibleIds(database, caller, table),
    own: (table) => ownRow(database, here, world.rep, table),
    fingerprint: (org) => fingerprint(database, org),
  }
}

/** The ids that a caller may read, computed by the superuser from owners, teams and roles; null where he may read none at all. */
async function visibleIds(database, caller, table) {
  if (!caller.userId) return null
  const { rows } = await database.query(`with expected as materialized (
      select unnest(tests.expected_rows(r, $2, $3, 'read')) as place from tests.access_rules r where r.table_name = $1)
    select t.id::text from crm."${table}" t join expected e on e.place = t.tableoid::text || t.ctid::text order by 1`, [table, caller.userId, caller.org.id])
  return rows.map(({ id }) => id)
}

/** A row of the organization; the rep's, where rows have owners. */
async function ownRow(database, org, rep, table) {
  const tenant = table === 'organizations' ? 'id' : 'org_id'
  const { rows } = await database.query(`select to_jsonb(t) as row from crm."${table}" t where ${tenant} = $1
    order by (to_jsonb(t) ->> 'owner_id' = $2) desc nulls last limit 1`, [org.id, rep.userId])
  return rows[0]?.row
}

/** A digest of each table's rows of an organization: equal digests, unchanged rows. Refusals may be written to the security log. */
export async function fingerprint(database, org) {
  const { rows: tables } = await database.query(`select c.oid::regclass::text as name, c.relname from pg_class c join pg_attribute a on a.attrelid = c.oid and a.attname = 'org_id'
    where c.relnamespace in ('crm'::regnamespace, 'crm_private'::regnamespace) and c.relkind in ('r', 'p') and not c.relispartition
    and c.relname not like 'security_%' order by 1`)
  const digests = {}
  for (const { name } of tables) {
    const { rows } = await database.query(`select md5(coalesce(string_agg(t::text, ',' order by t::text), '')) as digest from ${name} t where org_id = $1`, [org.id])
    digests[name] = rows[0].digest
  }
  return digests
}
