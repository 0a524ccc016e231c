// docs/configuration.md says what the schema says. `GOLDEN=write npx tap test/docs/configuration.test.ts` writes it anew.

import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { configReference } from '../../src/text/config/reference.ts'
import { configSchema } from '../../src/text/config/schema.ts'

const file = join(import.meta.dirname, '../../docs/configuration.md')

t.test('the reference is what the schema gives', async (t) => {
  const made = configReference()
  if (process.env.GOLDEN === 'write') writeFileSync(file, made)
  t.equal(made, readFileSync(file, 'utf8'))
})

t.test('every key is described', async (t) => {
  const text = configReference()
  for (const key of Object.keys(configSchema.entries)) {
    const section = text.split(`## ${key}\n`)[1]?.split('\n## ')[0]
    t.match(section, /\n\n[^*|\n].*\.\n/, key)
  }
  t.notMatch(text, /\| {2}\|$/m, 'and every key below')
})
