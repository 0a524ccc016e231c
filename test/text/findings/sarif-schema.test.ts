// What zonecheck writes as SARIF is valid by the schema of the standard (SARIF 2.1.0, OASIS), as its editors' own tool ships it.

import { readdirSync, readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import { default as formats } from 'ajv-formats'
import t from 'tap'
import { loadWords } from '../../../src/cli/speaker.ts'
import { inEnglish } from '../../../src/supply/english.ts'
import { problemsSarif, type SarifOptions } from '../../../src/text/findings/sarif.ts'
import { toldProblems } from '../../../src/text/findings/told.ts'
import { textSource } from '../../../src/text/zonefile/source.ts'
import { problemsOf } from '../../check/harness.ts'

const schema = new URL('../assets/sarif-2.1.0.schema.json', import.meta.resolve('@microsoft/sarif-multitool-ts'))
const ajv = new Ajv2020({ allErrors: true, strict: false })
formats.default(ajv)
const validate = ajv.compile(JSON.parse(readFileSync(schema, 'utf8')))

const folder = new URL('../../check/rules/', import.meta.url)
const bad = readdirSync(folder).filter((file) => file.endsWith('.bad.zone'))
const problems = bad.flatMap((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const origin = /^\$ORIGIN (\S+)/.exec(text)![1]!
  return problemsOf(text, { origin, file: () => `zones of us/${file}` })
})

t.test('the findings in all bad zones are SARIF', async (t) => {
  t.ok(problems.length > 100)
  t.strictSame(flaws(problemsSarif(inEnglish(problems), options())), [])
  t.strictSame(flaws(problemsSarif([], options())), [])
})

t.test('what stands in strange files is SARIF too', async (t) => {
  const texts = [
    '',
    '\0',
    'a A 192.0.2\n',
    `a TXT "${'x'.repeat(20_000)}\n`,
    'a\tTXT \u202e\x1b[1m 名前\n',
    '$INCLUDE ../x\n',
  ]
  const files = [
    'example.com.zone',
    '/etc/zones/a b.zone',
    'ゾーン.zone',
    'a%20#?.zone',
    '\ud800.zone',
    '../outside.zone',
  ]
  for (const [i, text] of texts.entries())
    for (const file of files) {
      const source = textSource(file, text)
      const found = 'rule' in source ? [source] : problemsOf(`$TTL 1h\n${text}`, { file: () => file })
      t.not(found.length, 0)
      t.strictSame(flaws(problemsSarif(inEnglish(found), options())), [], `text ${i} in ${file}`)
    }
})

t.test('Japanese findings are SARIF', async (t) => {
  const words = await loadWords('ja')
  const found = toldProblems(problems, words)
  t.strictSame(flaws(problemsSarif(found, { ...options(), tell: words.text })), [])
})

t.test('each result names its rule, and no region ends before it begins', async (t) => {
  const { runs } = JSON.parse(problemsSarif(inEnglish(problems), options()))
  const [{ tool, results }] = runs
  for (const { ruleId, ruleIndex, locations } of results) {
    if (tool.driver.rules[ruleIndex]?.id !== ruleId) t.fail(`${ruleId} is not rule ${ruleIndex}`)
    const { startColumn, endColumn } = locations[0].physicalLocation.region
    // §3.30.8: the column after the last character.
    if (endColumn < startColumn) t.fail(`${ruleId}: column ${endColumn} after ${startColumn}`)
  }
  t.equal(results.length, problems.length)
})

t.test('the schema is the real one: what breaks it is told', async (t) => {
  const wrong = '{"version":"2.0.0","runs":[{"tool":{"driver":{"rules":[]}},"more":1}]}'
  t.strictSame(flaws(wrong).sort(), [
    '/runs/0 must NOT have additional properties',
    "/runs/0/tool/driver must have required property 'name'",
    '/version must be equal to one of the allowed values',
  ])
})

function options(): SarifOptions {
  return { tool: { name: 'zonecheck', version: '1.2.3' }, root: '/nowhere' }
}

function flaws(sarif: string): string[] {
  return validate(JSON.parse(sarif))
    ? []
    : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}
