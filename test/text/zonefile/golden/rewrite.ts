// Writes each x.out beside its x.in anew. Run it, then read the diff: npx node test/text/zonefile/golden/rewrite.ts

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { readGolden } from '../harness.ts'

const folder = new URL('.', import.meta.url)

for (const file of readdirSync(folder).filter((name) => name.endsWith('.in'))) {
  const input = readFileSync(new URL(file, folder), 'utf8')
  writeFileSync(new URL(file.replace(/in$/, 'out'), folder), readGolden(input))
}
