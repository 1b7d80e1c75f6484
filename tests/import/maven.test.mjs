// The Maven set comes in with the numbers that its data has, twice is as once, and it can be taken back.
import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { after, before, describe, test as testAlways } from 'node:test'
import { connect } from '../support/client.mjs'
import { crm, crmJson } from '../support/crm.mjs'
import { hasMaven, MAVEN, MAVEN_MISSING } from '../support/paths.mjs'

// each test is skipped by itself: a skipped `describe` hides how many there are
const test = (sentence, body) => testAlways(sentence, { skip: !hasMaven && MAVEN_MISSING }, body)

describe('the Maven import', () => {
  const slug = `maven-${randomBytes(4).toString('hex')}`
  const load = (...more) => crmJson('import', '--org', slug, '--create-org', '--mapping', 'maven', '--as-of', '2017-12-31', ...more, MAVEN)
  let client
  let first

  before(async () => {
    client = await connect()
  })
  after(() => client?.end())

  const rows = async (sql) => (await client.query(sql.replaceAll(':org', `(select id from crm.organizations where slug = '${slug}')`))).rows
  const count = async (sql) => (await rows(`select count(*)::int as count from ${sql}`))[0].count

  test('a dry run reports everything and changes nothing', async () => {
    const report = await load('--dry-run')
    assert.equal(report.dry_run, true)
    assert.equal(report.totals.refused, 0)
    assert.equal(await count(`crm.organizations where slug = '${slug}'`), 0)
  })

  test('the import brings in accounts, products, people and deals', async () => {
    first = await load()
    assert.equal(first.totals.refused, 0)
    assert.equal(await count('crm.accounts where org_id = :org'), 85)
    assert.equal(await count('crm.products where org_id = :org'), 7)
    assert.equal(await count('crm.deals where org_id = :org'), 8800)
  })

  test('deals are in the right stages', async () => {
    const stages = await rows(`select s.name, count(*)::int from crm.deals d join crm.stages s on s.org_id = d.org_id and s.id = d.stage_id
      where d.org_id = :org group by 1 order by 1`)
    assert.deepEqual(Object.fromEntries(stages.map(({ name, count }) => [name, count])), { Engaging: 1589, Lost: 2473, Prospecting: 500, Won: 4238 })
    const statuses = await rows('select status, count(*)::int from crm.deals where org_id = :org group by 1 order by 1')
    assert.deepEqual(statuses, [{ status: 'lost', count: 2473 }, { status: 'open', count: 2089 }, { status: 'won', count: 4238 }])
  })

  test('values and dates are those of the file', async () => {
    const [won] = await rows(`select d.amount::float, d.closed_at::date as closed_on, d.expected_close_on, p.name as product, a.name as account, u.full_name as agent
      from crm.external_refs r join crm.deals d on d.org_id = r.org_id and d.id = r.record_id
      join crm.products p on p.org_id = d.org_id and p.id = d.product_id join crm.accounts a on a.org_id = d.org_id and a.id = d.account_id
      join crm.users u on u.id = d.owner_id
      where r.org_id = :org and r.kind = 'deal' and r.external_id = 'Z063OYW0'`)
    assert.deepEqual(won, { amount: 4514, closed_on: '2017-03-11', expected_close_on: won.expected_close_on, product: 'GTX Pro', account: 'Isdom', agent: 'Darcel Schlecht' })
    const [sum] = await rows("select sum(amount)::float as amount from crm.deals where org_id = :org and status = 'won'")
    assert.equal(sum.amount, 10005534)
  })

  test('the corrections of the mapping are made', async () => {
    assert.equal(await count("crm.products where org_id = :org and name = 'GTXPro'"), 0)
    assert.equal(await count("crm.deals d join crm.products p on p.org_id = d.org_id and p.id = d.product_id where d.org_id = :org and p.name = 'GTX Pro'"), 1480)
    assert.equal(await count("crm.accounts where org_id = :org and industry = 'technolgy'"), 0)
    assert.equal(await count("crm.accounts where org_id = :org and industry = 'technology'"), 12)
  })

  test('deals without an account are kept and reported', async () => {
    assert.equal(await count('crm.deals where org_id = :org and account_id is null'), 1425)
    const reason = first.reasons.find(({ rows: reported }) => reported === 1425)
    assert.ok(reason, JSON.stringify(first.reasons))
  })

  test('accounts have their parents', async () => {
    const [{ pairs }] = await rows(`select count(*)::int as pairs from crm.accounts a join crm.accounts p on p.org_id = a.org_id and p.id = a.parent_id where a.org_id = :org`)
    assert.equal(pairs, 15)
  })

  test('agents are users in the teams of their managers', async () => {
    assert.equal(await count(`crm.memberships m join crm.users u on u.id = m.user_id where m.org_id = :org and exists (
      select from crm.deals d where d.org_id = m.org_id and d.owner_id = m.user_id)`), 30)
    const [{ managers }] = await rows(`select count(distinct t.lead_user_id)::int as managers from crm.teams t where t.org_id = :org and t.lead_user_id is not null`)
    assert.equal(managers, 6)
    const [agent] = await rows(`select l.full_name as manager from crm.memberships m join crm.users u on u.id = m.user_id
      join crm.teams t on t.org_id = m.org_id and t.id = m.team_id join crm.users l on l.id = t.lead_user_id
      where m.org_id = :org and u.full_name = 'Anna Snelling'`)
    assert.deepEqual(agent, { manager: 'Dustin Brinkmann' })
  })

  test('the history of stages follows from the dates', async () => {
    const [closed] = await rows(`select count(*)::int as deals, bool_and(h.entered_at <= d.closed_at) as in_order
      from crm.deals d join crm.deal_stage_history h on h.org_id = d.org_id and h.deal_id = d.id
      where d.org_id = :org and d.status <> 'open' and h.left_at is null`)
    assert.deepEqual(closed, { deals: 6711, in_order: true })
    const [cycle] = await rows(`select avg(d.closed_at::date - h.entered_at::date)::float as days from crm.deals d
      join crm.deal_stage_history h on h.org_id = d.org_id and h.deal_id = d.id
      join crm.stages s on s.org_id = h.org_id and s.id = h.stage_id and s.name = 'Engaging'
      where d.org_id = :org and d.status = 'won'`)
    assert.ok(Math.abs(cycle.days - 51.8) < 0.2, `won deals took ${cycle.days} days`)
  })

  test('undated deals take the date that was given', async () => {
    const [dates] = await rows(`select min(h.entered_at::date) as first, max(h.entered_at::date) as last from crm.deal_stage_history h
      join crm.stages s on s.org_id = h.org_id and s.id = h.stage_id and s.name = 'Prospecting' where h.org_id = :org and h.left_at is null`)
    assert.deepEqual(dates, { first: '2017-12-31', last: '2017-12-31' })
  })

  test('the statistics agree with a recount', async () => {
    const [{ counted, kept }] = await rows(`select (select count(*) from crm.deals where org_id = :org)::int as counted,
      (select sum(deal_count) from crm.deal_statistics where org_id = :org)::int as kept`)
    assert.equal(kept, counted)
  })

  test('the win rate is 4238 of 6711', async () => {
    const [admin] = await rows(`select u.email from crm.memberships m join crm.users u on u.id = m.user_id join crm.roles r on r.org_id = m.org_id and r.id = m.role_id
      where m.org_id = :org and r.key = 'admin' limit 1`)
    assert.ok(admin, 'the organization has no administrator')
    const { code, stdout, stderr } = await crm('psql', '--as', admin.email, '-X', '-A', '-t', '-c', 'select round(win_rate, 6) from analytics.win_rate()')
    assert.equal(code, 0, stderr)
    assert.equal(Number(stdout.trim()), 0.631501)
  })

  test('a second run changes nothing', async () => {
    const again = await load()
    assert.deepEqual([again.totals.created, again.totals.updated], [0, 0], JSON.stringify(again.totals))
    assert.equal(await count('crm.deals where org_id = :org'), 8800)
    assert.equal(await count('crm.deal_stage_history where org_id = :org and left_at is null'), 8800)
    assert.equal(await count('crm.accounts where org_id = :org'), 85)
  })

  test('undo takes the batch back, and leaves what was changed since', async () => {
    await client.query(`update crm.deals set next_step = 'kept' where id = (
      select id from crm.deals where org_id = (select id from crm.organizations where slug = $1) order by id limit 1)`, [slug])
    const preview = await crmJson('import', 'undo', first.batch, '--dry-run')
    assert.ok(preview)
    assert.equal(await count('crm.deals where org_id = :org'), 8800)
    await crmJson('import', 'undo', first.batch)
    assert.equal(await count('crm.deals where org_id = :org'), 1)
    assert.equal(await count("crm.deals where org_id = :org and next_step = 'kept'"), 1)
    assert.ok((await count('crm.accounts where org_id = :org')) <= 1)
    const list = await crmJson('import', 'list', '--org', slug)
    assert.match(JSON.stringify(list), /undone/)
  })
})
