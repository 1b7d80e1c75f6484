// Random changes of deals, as SQL that a superuser runs, and the recount they must agree with.
import { pick } from '../support/random.mjs'

/** What the changes choose from: owners, stages and currencies of one organization. */
export async function choices(client, slug = 'acme') {
  const { rows: [org] } = await client.query('select id from crm.organizations where slug = $1', [slug])
  const list = async (sql) => (await client.query(sql, [org.id])).rows
  return {
    org: org.id,
    owners: (await list('select user_id from crm.memberships where org_id = $1')).map((row) => row.user_id),
    stages: await list("select id, pipeline_id from crm.stages where org_id = $1 and type = 'open'"),
    currencies: ['EUR', 'USD', 'JPY'],
  }
}

/** One random statement: {text, values}. `lane` keeps concurrent writers on rows of their own, unless it is null. */
export function randomChange(random, { org, owners, stages, currencies }, lane) {
  const stage = pick(random, stages)
  const amount = random() < 0.1 ? null : Math.floor(random() * 1e8) / 100
  const name = `change ${lane ?? 'shared'}`
  const mine = `org_id = $1 and name = $2 and id = (select id from crm.deals where org_id = $1 and name = $2 order by random() limit 1 for update skip locked)`
  const kinds = {
    insert: {
      text: 'insert into crm.deals (org_id, name, owner_id, stage_id, pipeline_id, amount, currency) values ($1, $2, $3, $4, $5, $6, $7)',
      values: [org, name, pick(random, owners), stage.id, stage.pipeline_id, amount, pick(random, currencies)],
    },
    amount: { text: `update crm.deals set amount = $3 where ${mine}`, values: [org, name, amount] },
    stage: { text: `update crm.deals set stage_id = $3, pipeline_id = $4 where ${mine}`, values: [org, name, stage.id, stage.pipeline_id] },
    owner: { text: `update crm.deals set owner_id = $3 where ${mine}`, values: [org, name, pick(random, owners)] },
    currency: { text: `update crm.deals set currency = $3 where ${mine}`, values: [org, name, pick(random, currencies)] },
    irrelevant: { text: `update crm.deals set next_step = $3 where ${mine}`, values: [org, name, `${random()}`] },
    delete: { text: `delete from crm.deals where ${mine}`, values: [org, name] },
    upsert: {
      text: `insert into crm.deals (org_id, id, name, owner_id, stage_id, pipeline_id, amount, currency)
             select org_id, id, name, owner_id, stage_id, pipeline_id, $3, currency from crm.deals where ${mine}
             on conflict (org_id, id) do update set amount = excluded.amount`,
      values: [org, name, amount],
    },
    // of all rows of one writer: rows that several write to would be locked for long
    bulk: lane !== null && { text: 'update crm.deals set amount = amount + 0.01 where org_id = $1 and name = $2', values: [org, name] },
  }
  return random() < 0.35 ? kinds.insert : pick(random, Object.values(kinds).filter(Boolean))
}

const KEYS = 'org_id, owner_id, team_id, pipeline_id, stage_id, currency'

/** The statistics and the recount; equal objects when the statistics are right. */
export async function statisticsAndRecount(client) {
  const { rows: statistics } = await client.query(`
    select ${KEYS}, deal_count::text, amount_sum::text from (
      select ${KEYS}, sum(deal_count) as deal_count, sum(amount_sum)::numeric(38, 4) as amount_sum
      from (select ${KEYS}, deal_count, amount_sum from crm_private.deal_statistics_base
            union all select ${KEYS}, deal_count, amount_sum from crm_private.deal_statistics_deltas) parts
      group by ${KEYS}
    ) sums
    where deal_count <> 0 or amount_sum <> 0
    order by ${KEYS}`)
  const { rows: recount } = await client.query(`
    select ${KEYS}, count(*)::text as deal_count, coalesce(sum(amount), 0)::numeric(38, 4)::text as amount_sum
    from crm.deals group by ${KEYS} order by ${KEYS}`)
  return { statistics, recount }
}
