// docs/conformance.md has every difference that the comparison lets pass.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { differences } from './differences.ts'

const page = readFileSync(join(import.meta.dirname, '../../docs/conformance.md'), 'utf8')

for (const { name } of differences)
  t.test(`the page explains: ${name}`, async (t) => {
    t.ok(page.includes(`| ${name} |`))
  })
