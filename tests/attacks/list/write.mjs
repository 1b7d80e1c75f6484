// Writes docs/reference/attacks.md.
import { writeFile } from 'node:fs/promises'
import path from 'node:path'
import { ROOT } from '../../support/paths.mjs'
import { page } from './cases.mjs'

await writeFile(path.join(ROOT, 'docs/reference/attacks.md'), await page())
