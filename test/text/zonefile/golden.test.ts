// Golden files: zone text beside the records read from it. golden/rewrite.ts writes the outputs anew.

import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { readGolden } from './harness.ts'

const folder = new URL('golden/', import.meta.url)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.in'))) {
  t.test(`${file} reads as its .out says`, async (t) => {
    const input = readFileSync(new URL(file, folder), 'utf8')
    const output = readFileSync(new URL(file.replace(/in$/, 'out'), folder), 'utf8')
    t.equal(readGolden(input), output)
  })
}
