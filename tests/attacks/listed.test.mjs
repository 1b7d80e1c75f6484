// Every case of the acceptance list has a test, and the page that lists them is the one of today.
import assert from 'node:assert/strict'
import { readFile } from 'node:fs/promises'
import path from 'node:path'
import { describe, test } from 'node:test'
import { ROOT } from '../support/paths.mjs'
import { CASES, page, testsByCase } from './list/cases.mjs'

const ACCEPTED = ['T01', 'T02', 'T03', 'T04', 'T05', 'T06', 'T07', 'T08', 'T09', 'T10', 'T16', 'T17', 'T18', 'T19', 'T20', 'T25', 'T26', 'T27']

describe('the list of attacks', () => {
  test('names a test for each accepted case', async () => {
    const byCase = await testsByCase()
    assert.deepEqual(ACCEPTED.filter((id) => !CASES[id] || byCase.get(id).length === 0), [])
  })

  test('is the page in docs/reference', async () => {
    assert.equal(await readFile(path.join(ROOT, 'docs/reference/attacks.md'), 'utf8'), await page(), 'run node tests/attacks/list/write.mjs')
  })
})
