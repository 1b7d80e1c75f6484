// Functions decide about their arguments, and hostile arguments stay values: T06, T19, T20.
import assert from 'node:assert/strict'
import { randomUUID } from 'node:crypto'
import { after, before, describe, test } from 'node:test'
import { connect } from '../support/client.mjs'
import { cloneDatabase, dropDatabase } from '../support/databases.mjs'
import { createScene } from './callers.mjs'
import { tableOf } from './walker/functions.mjs'

const NONE = []
const KINDS = ['account', 'contact', 'lead', 'deal']
const INJECTIONS = [
  "x' or '1'='1", "'; drop table crm.deals; --", "x'); select pg_sleep(5); --", '$$; select 1; $$', "' union select name from crm.accounts --",
  '%27 or 1=1', '"; drop schema crm cascade; --', '{"$ne": null}', "E'\\047 or true --", '*) or (1=1',
]

describe('functions', () => {
  let scene
  let ids // of rows of the other organization, by table

  before(async () => {
    scene = await createScene()
    ids = new Map([...scene.planted.rows].map(([name, key]) => [name.split('.')[1], key.id ?? key.user_id]))
  })
  after(() => scene?.close())

  const leaks = (answer, request) => scene.leaksIn(answer, request)
  /** An answer without what differs in every answer: the id that was sent, and the request's own. */
  const told = ({ status, text }, id) => [status, text.replaceAll(id, 'ID')]

  test('T06 every function says the same of an id of another organization and of none, in each argument', async () => {
    for (const { name, args, schema } of scene.api.functions) {
      for (const { name: argument } of args.filter(({ format }) => format === 'uuid')) {
        for (const kind of args.some((one) => one.name === 'kind') ? KINDS : [undefined]) {
          const foreign = ids.get(tableOf(argument === 'id' ? kind : argument)) ?? ids.get('deals')
          const absent = randomUUID()
          const required = args.filter((arg) => arg.required && arg.name !== argument)
          const others = Object.fromEntries(required.map((arg) => [arg.name, arg.name === 'kind' ? kind : arg.format === 'uuid' ? randomUUID() : arg.format === 'text' ? 'x' : null]))
          const call = (value) => scene.owner.rpc(name, { ...others, ...(kind && { kind }), [argument]: value }, { 'content-profile': schema })
          const [hidden, missing] = [await call(foreign), await call(absent)]
          assert.deepEqual(told(hidden, foreign), told(missing, absent), `${name}(${argument}) ${kind ?? ''}`)
          assert.deepEqual(leaks(hidden, { foreign }), NONE)
        }
      }
    }
  })

  test('T06 callers without a token execute the one function made for them, and no other', async () => {
    const { rows } = await scene.database.query(`select distinct p.proname as name from pg_proc p
      where p.pronamespace in ('crm'::regnamespace, 'analytics'::regnamespace, 'crm_private'::regnamespace) and has_function_privilege('anon', p.oid, 'execute')`)
    assert.deepEqual(rows.map(({ name }) => name), ['capture_lead'])
    for (const { name, args, schema } of scene.api.functions) {
      const { status } = await scene.anonymous.rpc(name, Object.fromEntries(args.filter(({ required }) => required).map((arg) => [arg.name, null])), { 'content-profile': schema })
      assert.ok(name === 'capture_lead' ? status >= 400 : [400, 401, 404].includes(status), `${name}: ${status}`)
    }
  })

  test('T19 SQL in the text of an argument is a text', async () => {
    const before = await scene.fingerprint(scene.there)
    for (const { name, args, schema } of scene.api.functions) {
      for (const { name: argument } of args.filter(({ format }) => ['text', 'text[]', 'character varying', 'jsonb'].includes(format))) {
        for (const injection of INJECTIONS) {
          const others = Object.fromEntries(args.filter((arg) => arg.required && arg.name !== argument).map((arg) => [arg.name, arg.format === 'uuid' ? randomUUID() : 'x']))
          const started = Date.now()
          const answer = await scene.rep.rpc(name, { ...others, [argument]: injection }, { 'content-profile': schema })
          assert.ok(answer.status < 500, `${name}(${argument}: ${injection}): ${answer.status} ${answer.text}`)
          assert.doesNotMatch(`${answer.body?.code}`, /^(42601|42P01|42703|42883)$/, `${name}(${argument}: ${injection}): ${answer.text}`)
          assert.deepEqual(leaks(answer, { injection }), NONE)
          assert.ok(Date.now() - started < 4000, `${name}(${argument}: ${injection}) slept`)
        }
      }
    }
    assert.deepEqual(await scene.fingerprint(scene.there), before)
  })

  test('T19 SQL in order, select, columns, filters, limits and conflict targets is refused or finds nothing', async () => {
    const count = async (path, options) => {
      const answer = await scene.rep.rest(path, options)
      assert.ok(answer.status < 500, `${path}: ${answer.status} ${answer.text}`)
      assert.deepEqual(leaks(answer, { path }), NONE)
      return Array.isArray(answer.body) && answer.status < 300 ? answer.body.length : 0
    }
    for (const injection of INJECTIONS) {
      const text = encodeURIComponent(injection)
      for (const parameter of ['name', 'order', 'select', 'limit', 'offset', 'and', 'or', 'id', 'name->>x']) {
        const found = await count(`deals?${parameter}=${['name', 'id', 'name->>x'].includes(parameter) ? 'eq.' : ''}${text}`)
        // PostgREST reads a limit that is no number as none, and a select of nothing as everything
        if (!['limit', 'offset', 'select'].includes(parameter)) assert.equal(found, 0, `${parameter}=${injection}`)
      }
      for (const parameter of ['columns', 'on_conflict']) {
        assert.equal(await count(`accounts?${parameter}=${text}`, { method: 'POST', body: { name: 'X' }, headers: { prefer: 'return=representation,resolution=merge-duplicates' } }), 0)
      }
    }
    assert.ok((await scene.rep.rest('deals?select=id')).body.length > 0)
  })

  test('T20 no function that runs with the rights of its owner takes names from its caller', async () => {
    const { rows } = await scene.database.query(`select p.oid::regprocedure::text as name from pg_proc p join pg_namespace n on n.oid = p.pronamespace
      where p.prosecdef and n.nspname in ('crm', 'crm_private', 'analytics', 'crm_ext', 'auth') and not coalesce(p.proconfig @> array['search_path=""'], false)`)
    assert.deepEqual(rows.map(({ name }) => name), NONE)
  })

  describe('beside hostile objects of the same names', () => {
    let name
    let database

    before(async () => {
      name = await cloneDatabase(process.env, process.env.CRM_TEST_TEMPLATE)
      database = await connect(name)
      await database.query(`create schema evil;
        create function evil.always(a uuid, b uuid) returns boolean language sql as 'select true';
        create operator evil.= (function = evil.always, leftarg = uuid, rightarg = uuid);
        create function evil.always(a text, b text) returns boolean language sql as 'select true';
        create operator evil.= (function = evil.always, leftarg = text, rightarg = text);
        create function evil.now() returns timestamptz language sql as $$ select '1999-01-01'::timestamptz $$;
        create function evil.lower(text) returns text language sql as $$ select 'hijacked' $$;
        create function evil.btrim(text) returns text language sql as $$ select 'hijacked' $$;
        create view evil.memberships as select org_id, user_id, (select r.id from crm.roles r where r.org_id = m.org_id and r.key = 'admin') as role_id, team_id, status, is_default from crm.memberships m;
        create view evil.permissions as select org_id, role_id, resource, action, 'org'::text as scope, null::jsonb as condition from crm.permissions;
        grant usage on schema evil to authenticated; grant execute on all functions in schema evil to authenticated; grant select on all tables in schema evil to authenticated`)
    })
    after(async () => {
      await database?.end()
      if (name) await dropDatabase(process.env, name)
    })

    const verdict = async (statement) => (await database.query('select tests.verdict_as($1, $2) as verdict', ['rep', statement])).rows[0].verdict

    test('T20 a member makes no temporary table, schema, function, operator or rule', async () => {
      for (const statement of [
        'create temporary table deals (id uuid)', 'create temporary view deals as select 1', 'create schema mine', 'create table public.deals (id uuid)', 'create table crm.mine (id uuid)',
        "create function public.lower(text) returns text language sql as 'select 1'", "create function crm.mine() returns int language sql as 'select 1'", 'alter table crm.deals disable row level security',
        'alter table crm.deals disable trigger all', 'create rule r as on select to crm.deals do instead select 1', "select pg_read_file('/etc/passwd')", "copy crm.deals to '/tmp/x'",
        "copy crm.deals to program 'id'", "set session_replication_role = 'replica'",
      ]) {
        assert.match(await verdict(statement), /^(42501|0LP01|0A000)$/, statement)
      }
    })

    test('T20 a search_path that begins with hostile operators, functions and views changes no answer', async () => {
      const { rows } = await database.query('select r.table_name, a.actor, a.user_id, a.org_id from tests.access_rules r cross join tests.actors a where a.org_slug = $1 and a.actor in ($2, $3)', ['acme', 'rep', 'admin'])
      for (const { table_name, actor, user_id, org_id } of rows) {
        await database.query('begin')
        const { rows: [{ expected }] } = await database.query('select cardinality(tests.expected_rows(r, $2, $3, $4)) as expected from tests.access_rules r where table_name = $1', [table_name, user_id, org_id, 'read'])
        await database.query('select tests.become($1)', [actor])
        await database.query('set local search_path = evil, pg_catalog, crm')
        const { rows: [{ seen }] } = await database.query(`select count(*)::int as seen from crm."${table_name}"`)
        await database.query('rollback')
        assert.equal(seen, expected, `${actor}: ${table_name}`)
      }
    })

    test('T20 triggers and functions called under a hostile search_path store and return the real values', async () => {
      await database.query('begin')
      await database.query("select tests.become('rep')")
      await database.query('set local search_path = evil, pg_catalog, crm')
      const { rows: [lead] } = await database.query("insert into crm.leads (last_name, email, company) values ('Hijack', 'Some.One@Example.ORG', 'Acme') returning normalized_email, created_at > '2001-01-01' as is_now, owner_id")
      const { rows: [me] } = await database.query("select tests.user_of('rep') as id")
      assert.deepEqual(lead, { normalized_email: 'some.one@example.org', is_now: true, owner_id: me.id })
      const { rows: found } = await database.query("select title from crm.search('hijack')")
      assert.deepEqual(found, [{ title: 'Hijack' }])
      await database.query('rollback')
    })
  })
})
