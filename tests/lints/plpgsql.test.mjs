// plpgsql_check looks at every plpgsql function for errors and for SQL put together from what a caller sends.
import assert from 'node:assert/strict'
import { after, before, describe, test } from 'node:test'
import { connect } from '../support/client.mjs'
import { cloneDatabase, dropDatabase } from '../support/databases.mjs'

// Trigger functions are checked with each of their tables. Functions for event triggers have no table to check with.
const FINDINGS = `
  with functions as (
    select p.oid as function_id, coalesce(t.tgrelid, 0) as table_id, max(t.tgoldtable) as old_table, max(t.tgnewtable) as new_table
    from pg_proc p
    join pg_language l on l.oid = p.prolang and l.lanname = 'plpgsql'
    left join pg_trigger t on t.tgfoid = p.oid and not t.tgisinternal and t.tgparentid = 0
    where p.pronamespace::regnamespace::text in ('crm', 'analytics', 'crm_private', 'crm_ext', 'auth')
      and p.prorettype <> 'event_trigger'::regtype
      and (p.prorettype <> 'trigger'::regtype or t.oid is not null)
    group by p.oid, t.tgrelid
  )
  select f.function_id::regprocedure::text as function, c.level, c.lineno, c.message, c.statement
  from functions f
  cross join lateral plpgsql_check_function_tb(
    f.function_id::regprocedure, f.table_id::regclass,
    oldtable => f.old_table, newtable => f.new_table,
    fatal_errors => false, other_warnings => true, extra_warnings => false,
    performance_warnings => false, security_warnings => true
  ) c`

const INJECTABLE = `
  create function crm_private.planted(field text) returns integer language plpgsql set search_path = '' as $$
  declare found_count integer;
  begin
    execute 'select count(*) from crm.deals where ' || field || ' is null' into found_count;
    return found_count;
  end $$`

const BROKEN = `
  create function crm_private.planted() returns integer language plpgsql set search_path = '' as $$
  begin
    return (select no_such_column from crm.deals limit 1);
  end $$`

describe('plpgsql_check', () => {
  let database
  let client

  before(async () => {
    database = await cloneDatabase(process.env, process.env.CRM_TEST_CLEAN)
    client = await connect(database)
    await client.query('create extension plpgsql_check')
  })

  after(async () => {
    await client?.end()
    await dropDatabase(process.env, database)
  })

  const findings = async () =>
    (await client.query(FINDINGS)).rows.map((row) => `${row.function} line ${row.lineno}: ${row.level} ${row.message}`)

  async function withPlanted(sql) {
    await client.query('begin')
    try {
      await client.query(sql)
      return (await findings()).filter((line) => line.includes('planted'))
    } finally {
      await client.query('rollback')
    }
  }

  test('finds nothing in any plpgsql function', async () => assert.deepEqual(await findings(), []))
  test('finds a planted injectable execute', async () => assert.match((await withPlanted(INJECTABLE)).join(), /not sanitized/))
  test('finds a planted unknown column', async () => assert.match((await withPlanted(BROKEN)).join(), /no_such_column/))
})
