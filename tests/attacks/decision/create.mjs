// Puts a described world into the database, as the superuser.

/** Creates the organization of a world and everything in it. Resolves to its id. */
export async function createWorld(database, world) {
  const name = `world-${world.seed}`
  const { rows: [{ id: org }] } = await database.query('select (crm.create_organization(name => $1, slug => $1)).id', [name])
  const add = (table, rows) => insertAll(database, table, rows.map((row) => ({ org_id: org, ...row })))
  await database.query(`insert into auth.users (id, email, aud, role)
    select id, name || '@' || $2 || '.test', 'authenticated', 'authenticated' from jsonb_to_recordset($1) as u (id uuid, name text)`, [JSON.stringify(world.users), name])
  await addOperator(database, org, world.operator, name)
  await add('crm.teams', world.teams)
  await add('crm.roles', world.roles.map(({ id, key }) => ({ id, key, name: key })))
  await add('crm.permissions', world.roles.flatMap(({ id, permissions }) => permissions.map((one) => ({ role_id: id, ...one }))))
  await add('crm.memberships', world.users.map(({ id, name: _, ...membership }) => ({ user_id: id, ...membership })))
  const { rows: [stage] } = await database.query(
    "select s.pipeline_id, s.id as stage_id from crm.stages s where s.org_id = $1 and s.type = 'open' order by s.position limit 1", [org])
  for (const list of [world.records.deal, world.candidates.deal]) for (const deal of list) Object.assign(deal, stage)
  for (const [kind, records] of Object.entries(world.records)) await addRecords(database, add, org, `crm.${kind}s`, records)
  await add('crm.record_shares', unique(world.shares, ({ access, ...share }) => share))
  for (const kind of ['account', 'deal']) {
    const members = world.recordTeams.filter((one) => one.kind === kind).map(({ kind: _, ...member }) => member)
    await add(`crm.${kind}_team_members`, unique(members, ({ access, ...member }) => member))
  }
  await add('crm.sharing_rules', world.rules)
  return org
}

/** A system administrator: no member, with a visit that is open, or is no more. */
async function addOperator(database, org, { id, visit }, name) {
  await database.query("insert into auth.users (id, email, aud, role) values ($1, 'operator@' || $2 || '.test', 'authenticated', 'authenticated')", [id, name])
  if (visit !== 'revoked') await database.query('insert into crm_private.system_admins (user_id) values ($1)', [id])
  if (visit === 'none') return
  await database.query(`insert into crm_private.system_admin_visits (user_id, org_id, reason, entered_at, expires_at, left_at)
    values ($1, $2, 'a test', now() - interval '2 hours', now() + $3::interval, $4)`,
    [id, org, visit === 'expired' ? '-1 hour' : '1 hour', visit === 'left' ? new Date() : null])
}

/** A record without a team gets its owner's; here it is to have none. */
async function addRecords(database, add, org, table, records) {
  await add(table, records)
  const teamless = records.filter(({ team_id }) => team_id === null).map(({ id }) => id)
  await database.query(`update ${table} set team_id = null where org_id = $1 and id = any ($2)`, [org, teamless])
}

/** One statement for rows of the same columns; defaults stand for what a row does not have. */
async function insertAll(database, table, rows) {
  for (const [names, group] of grouped(rows)) {
    await database.query(`insert into ${table} (${names}) select ${names} from jsonb_populate_recordset(null::${table}, $1)`, [JSON.stringify(group)])
  }
}

function grouped(rows) {
  const groups = new Map()
  for (const row of rows) {
    const names = Object.keys(row).join()
    groups.set(names, [...(groups.get(names) ?? []), row])
  }
  return groups
}

function unique(rows, keyOf) {
  return [...new Map(rows.map((row) => [JSON.stringify(keyOf(row)), row])).values()]
}
