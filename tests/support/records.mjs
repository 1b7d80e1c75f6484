// Records for REST tests, made through the public API by the actor who is to own them.
import assert from 'node:assert/strict'

/** Inserts one row and resolves to it as the API returns it. */
export async function insert(actor, table, row) {
  const answer = await actor.rest(table, { method: 'POST', body: row, headers: { prefer: 'return=representation' } })
  assert.equal(answer.status, 201, `${actor.label} could not insert into ${table}: ${answer.text}`)
  return answer.body[0]
}

/** The organization's default pipeline with its stages in order: {id, stages: [{id, name, type}]}. */
export async function defaultPipeline(actor) {
  const query = 'pipelines?select=id,stages(id,name,type,position,probability)&is_default=is.true&stages.order=position'
  const { status, body, text } = await actor.rest(query)
  assert.equal(status, 200, text)
  assert.equal(body.length, 1, 'the organization has no default pipeline')
  return body[0]
}

/** A deal of this actor in the first stage of the default pipeline. */
export async function insertDeal(actor, row = {}) {
  const pipeline = await defaultPipeline(actor)
  const stage = pipeline.stages.find(({ type }) => type === 'open')
  return insert(actor, 'deals', { name: 'Deal', amount: 100, currency: 'EUR', pipeline_id: pipeline.id, stage_id: stage.id, ...row })
}

/** One account, contact, lead and deal of an actor, with a word in every text that no other organization has. */
export async function insertSet(actor, canary) {
  const account = await insert(actor, 'accounts', { name: `Account ${canary}`, description: canary })
  const contact = await insert(actor, 'contacts', { last_name: canary, email: `${canary}@example.org`, account_id: account.id })
  const lead = await insert(actor, 'leads', { last_name: canary, company: `Company ${canary}`, email: `lead-${canary}@example.org` })
  const deal = await insertDeal(actor, { name: `Deal ${canary}`, account_id: account.id, contact_id: contact.id })
  const note = await insert(actor, 'notes', { body: `Note ${canary}`, deal_id: deal.id })
  return { account, contact, lead, deal, note }
}
