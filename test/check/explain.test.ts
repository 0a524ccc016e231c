// The catalogue as people read it. GOLDEN=write writes docs/rules.md and its pages anew.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import t from 'tap'
import { explainRule, listRules, rulesIndex, rulesPages } from '../../src/check/explain.ts'
import { rules } from '../../src/check/rules/index.ts'
import { textRules } from '../../src/check/text-rules.ts'
import { heading, problemsOf } from './harness.ts'

const docs = new URL('../../docs/', import.meta.url)
const documents = new Map([['rules.md', rulesIndex()], ...rulesPages()])
if (process.env.GOLDEN === 'write') for (const [path, text] of documents) writeFileSync(new URL(path, docs), text)

t.test('the pages about rules are what the catalogue says', async (t) => {
  for (const [path, text] of documents) t.equal(readFileSync(new URL(path, docs), 'utf8'), text, path)
  const kept = readdirSync(new URL('rules/', docs)).map((name) => `rules/${name}`)
  t.strictSame(kept.sort(), [...rulesPages().keys()].sort(), 'and no others')
})

t.test('every rule can be listed and explained', async (t) => {
  const list = listRules()
  for (const { name, why } of [...rules, ...textRules]) {
    t.match(list, name)
    t.match(explainRule(name), why)
  }
  t.equal(explainRule('no-such-rule'), undefined)
})

/** It speaks of a line of janus.yaml, as all that is told of these does, and no zone meets it. */
const OF_THE_CONFIGURATION = 'bad-severity'

t.test('every name that a reader of zone files gives to a finding is in the catalogue', async (t) => {
  const known = new Set([...rules, ...textRules].map(({ name }) => name).concat(OF_THE_CONFIGURATION))
  const used = ['text/zonefile', 'supply/faces', 'check', 'dns/rdata'].flatMap((folder) =>
    rulesIn(new URL(`../../src/${folder}/`, import.meta.url)),
  )
  t.ok(used.length > 20)
  t.strictSame([...new Set(used.filter((name) => !known.has(name)))], [])
})

t.test('the examples of what the reader finds are found, and mended ones are clean', async (t) => {
  for (const { name, bad, good } of textRules) {
    if (bad === undefined || good === undefined) continue
    const found = problemsOf([...heading, ...bad, ''].join('\n'))
    t.ok(
      found.some(({ rule }) => rule === name),
      `${name}: ${found.map(({ rule }) => rule).join(' ')}`,
    )
    t.strictSame(problemsOf([...heading, ...good, ''].join('\n')), [], name)
  }
})

/** Names that stand in the code as `rule: '…'`. */
function rulesIn(folder: URL): string[] {
  return readdirSync(folder, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) return rulesIn(new URL(`${entry.name}/`, folder))
    const text = readFileSync(new URL(entry.name, folder), 'utf8')
    return [...text.matchAll(/\brule: '([a-z0-9-]+)'/g)].map((match) => match[1]!)
  })
}
