#!/usr/bin/env node
// Freezes a database as the code of a release makes it: `node tests/upgrade/freeze.mjs 2026-11-20 [FOLDER]`.
// FOLDER holds migrations/ and sql/ of that release, for example a checkout of its tag; without it the sources here.
// DB_URL names the superuser's database of a running stack (eval "$(./crm env)").
import { writeFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'
import { connectionEnvironment, dropDatabase, migrate, psql } from '../support/databases.mjs'
import { mustRun } from '../support/process.mjs'

const ROWS = `
  insert into auth.users (id, email) values ('0198c0de-0000-7000-8000-000000000001', 'frozen@example.org');
  select crm.create_organization(name => 'Frozen', slug => 'frozen');
  select crm_private.add_member(o.id, '0198c0de-0000-7000-8000-000000000001', 'admin') from crm.organizations o;
  insert into crm.accounts (org_id, owner_id, name) select m.org_id, m.user_id, 'Account ' || n from crm.memberships m, generate_series(1, 3) n;
  insert into crm.leads (org_id, owner_id, last_name, company) select m.org_id, m.user_id, 'Lead ' || n, 'Company ' || n from crm.memberships m, generate_series(1, 3) n;
  insert into crm.deals (org_id, owner_id, name, account_id, pipeline_id, stage_id, amount, currency)
  select a.org_id, a.owner_id, 'Deal of ' || a.name, a.id, s.pipeline_id, s.id, 100.5, 'EUR'
  from crm.accounts a join crm.stages s on s.org_id = a.org_id and s.position = 1;
  delete from crm.deals where name = 'Deal of Account 3';`

const [day, folder] = process.argv.slice(2)
if (!/^\d{4}-\d{2}-\d{2}$/.test(day ?? '')) {
  console.error('usage: node tests/upgrade/freeze.mjs YYYY-MM-DD [FOLDER]')
  process.exit(2)
}
const database = `crm_freeze_${process.pid}`
await psql(process.env, 'postgres', `create database ${database}`)
try {
  await migrate(process.env, database, folder)
  await psql(process.env, database, ROWS)
  const { stdout } = await mustRun('pg_dump', ['--no-sync'], { env: connectionEnvironment(process.env.DB_URL, database) })
  const version = await psql(process.env, database, "select extversion from pg_extension where extname = 'pg_crm_ext'")
  const frozen = stdout.replace(/^(CREATE EXTENSION .*pg_crm_ext.*);$/m, `$1 VERSION '${version}';`) // pg_dump leaves it out
  const file = new URL(`fixtures/${day}.sql.gz`, import.meta.url)
  writeFileSync(file, gzipSync(frozen, { level: 9 }))
  console.log(`tests/upgrade/fixtures/${day}.sql.gz`)
} finally {
  await dropDatabase(process.env, database)
}
