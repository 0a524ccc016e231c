// Every rule has a bad zone, in which it finds what the golden output says, and a good one, in which it finds nothing.
// GOLDEN=write writes rules/ anew from the examples in the catalogue; then read the difference like code.

import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import t from 'tap'
import type { Rule } from '../../src/check/rule.ts'
import { rules } from '../../src/check/rules/index.ts'
import { inEnglish } from '../../src/supply/english.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { problemsText } from '../../src/text/findings/text.ts'
import { exampleText, exampleZones, faceText, problemsOfFaces, problemsOfView } from './harness.ts'

const folder = new URL('rules/', import.meta.url)
if (process.env.GOLDEN === 'write') writeAll()

for (const rule of rules) {
  t.test(`${rule.name} is found in its bad zone and told as in its golden output`, async (t) => {
    const bad = contents(`${rule.name}.bad.zone`)
    const problems = problemsOfExample(rule, 'bad', bad)
    t.ok(
      problems.some(({ rule: name, severity }) => name === rule.name && severity === rule.severity),
      'found',
    )
    t.equal(problemsText(inEnglish(problems)), contents(`${rule.name}.bad.out`))
  })

  t.test(`${rule.name} has a good zone without any finding`, async (t) => {
    t.equal(problemsText(inEnglish(problemsOfExample(rule, 'good', contents(`${rule.name}.good.zone`)))), '')
  })
}

t.test('the folder has the examples of the catalogue and nothing else', async (t) => {
  const wanted = new Map(
    rules.flatMap((rule) => [
      [`${rule.name}.bad.zone`, exampleText(rule, 'bad')] as const,
      [`${rule.name}.good.zone`, exampleText(rule, 'good')] as const,
    ]),
  )
  t.strictSame(
    [...wanted].filter(([file, text]) => contents(file) !== text).map(([file]) => file),
    [],
  )
  const outputs = rules.map(({ name }) => `${name}.bad.out`)
  t.strictSame(readdirSync(folder).sort(), [...wanted.keys(), ...outputs].sort())
})

t.test('the catalogue has each name once, and every rule says why and what to do', async (t) => {
  const names = rules.map(({ name }) => name)
  t.strictSame([...new Set(names)], names)
  const flaws = rules.flatMap(({ name, why, says, rfc }) => [
    ...(/^[a-z0-9]+(-[a-z0-9]+)*$/.test(name) ? [] : [`${name}: the name is no word`]),
    ...(/^["A-Z].*\.$/.test(why) ? [] : [`${name}: why is no sentence`]),
    ...(rfc === undefined || /^RFC \d+( §[\d.A-Z]+)?(, RFC \d+( §[\d.]+)?)*$/.test(rfc) ? [] : [`${name}: RFC`]),
    ...Object.values(says).flatMap(({ message, fix }) => [
      ...(message.endsWith('.') ? [`${name}: a message ends with a full stop`] : []),
      ...(fix === undefined ? [`${name}: nobody says how to mend it`] : []),
    ]),
  ])
  t.strictSame(flaws, [])
})

function problemsOfExample(rule: Rule, kind: 'bad' | 'good', text: string): Problem[] {
  const own = exampleText(rule, kind).split(/\s/, 2)[1]
  const file = (origin: string) => (origin === own ? `${rule.name}.${kind}.zone` : `${origin}zone`)
  const face = faceText(rule)
  const problems =
    face === undefined
      ? problemsOfView(exampleZones(rule, text), { ...rule.view, file })
      : problemsOfFaces(text, face, `${rule.name}.${kind}.zone`, rule.view)
  // Remarks would be all over the place: an example has those of its own rule only.
  return problems.filter(({ severity, rule: name }) => severity !== 'info' || name === rule.name)
}

function contents(file: string): string {
  return readFileSync(new URL(file, folder), 'utf8')
}

function writeAll(): void {
  for (const file of readdirSync(folder)) rmSync(new URL(file, folder))
  for (const rule of rules) {
    for (const kind of ['bad', 'good'] as const)
      writeFileSync(new URL(`${rule.name}.${kind}.zone`, folder), exampleText(rule, kind))
    writeFileSync(
      new URL(`${rule.name}.bad.out`, folder),
      problemsText(inEnglish(problemsOfExample(rule, 'bad', exampleText(rule, 'bad')))),
    )
  }
}
