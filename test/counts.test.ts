// What there is none of in the sources, and is to come back nowhere.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'

const root = join(import.meta.dirname, '../src')
const sources = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((file) => file.endsWith('.ts'))

const none: readonly (readonly [what: string, pattern: RegExp])[] = [
  ['a value that is called never to fit anywhere', /\bas never\b/],
  ['a function of which nobody knows what comes out', /\brun: unknown\b|\brun: \([^)]*\) => (?:Promise<)?unknown\b/],
  ['a verb that is told by its name from outside its file', /\bisGood\(verb|case '(?:reload|status|zones|rollback)'/],
]

t.test('the sources hold none of these', async (t) => {
  t.ok(sources.length > 400)
  const texts = sources.map((file) => [file, readFileSync(join(root, file), 'utf8')] as const)
  for (const [what, pattern] of none)
    t.same(
      texts.filter(([, text]) => pattern.test(text)).map(([file]) => file),
      [],
      what,
    )
})
