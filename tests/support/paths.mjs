// Where things lie, from the folder of this file.
import { fileURLToPath } from 'node:url'
import { existsSync } from 'node:fs'
import path from 'node:path'

export const TESTS = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..')
export const ROOT = path.dirname(TESTS)
export const CRM = process.env.CRM_TEST_BINARY ?? path.join(ROOT, 'target/release/crm')
export const MAVEN = process.env.CRM_TEST_DATA ?? path.join(ROOT, '../shared/data/maven_crm')

/** Whether the Maven data set is at hand; in a user's clone it is not, and the tests that need it are skipped. */
export const hasMaven = existsSync(path.join(MAVEN, 'sales_pipeline.csv'))
export const MAVEN_MISSING = 'the Maven data set (../shared/data/maven_crm) is not at hand'
