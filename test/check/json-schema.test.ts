// docs/problems.schema.json describes what --format json writes: every rule's finding fits it.

import { readFileSync } from 'node:fs'
import { Ajv2020 } from 'ajv/dist/2020.js'
import t from 'tap'
import { rules } from '../../src/check/rules/index.ts'
import { inEnglish } from '../../src/supply/english.ts'
import { problemsJson } from '../../src/text/findings/json.ts'
import { exampleText, exampleZones, heading, problemsOf, problemsOfView } from './harness.ts'

const schema = JSON.parse(readFileSync(new URL('../../docs/problems.schema.json', import.meta.url), 'utf8'))
// Strict: a keyword that says nothing is a mistake in the schema.
const validate = new Ajv2020({ allErrors: true, strict: true }).compile(schema)

t.test('what is found in every bad zone is written as the schema says', async (t) => {
  for (const rule of rules) {
    const problems = problemsOfView(exampleZones(rule, exampleText(rule, 'bad')), rule.view)
    t.strictSame(violations(JSON.parse(problemsJson(inEnglish(problems)))), [], rule.name)
  }
})

t.test(
  'what is found while a file is read is written as the schema says, with its code and what is in it',
  async (t) => {
    const lines = ['a MX 10', 'b A 192.0.2.256', '$GENERATE 1-2 h$ A 192.0.2.300$', 'c SVCB 1 . pvd=1', '$INCLUDE none']
    const problems = problemsOf(`${[...heading, ...lines].join('\n')}\n`)
    const document = JSON.parse(problemsJson(inEnglish(problems)))
    t.strictSame(violations(document), [])
    t.match(document.problems, [
      {
        code: 'field-missing',
        parameters: { label: { code: 'field.exchange' }, need: { code: 'need-name' } },
        message: 'cannot read exchange: it is missing, a domain name is needed',
      },
      { code: 'field-unreadable', parameters: { text: '192.0.2.256' } },
      { code: 'generated-at', parameters: { message: { code: 'field-unreadable' }, value: 1 } },
    ])
  },
)

t.test('braces of a file stay what they are, and a word of any length is told in few octets', async (t) => {
  const lines = ['{code} A {text}', `${'q'.repeat(1_000_000)} A 192.0.2.1`, `b A${' 192.0.2.1'.repeat(2)}`]
  const problems = problemsOf(`${[...heading, ...lines].join('\n')}\n`)
  t.match(problems[0], { message: /"\{text\}"/, said: { message: { parameters: { text: '{text}' } } } })
  t.ok(problems.length >= 3)
  t.ok(JSON.stringify(problems.map(({ said }) => said)).length < 5000)
})

t.test('the schema refuses what is not as it says', async (t) => {
  const place = { file: 'a', line: 1, column: 1, length: 1 }
  const problem = { rule: 'a', severity: 'error', message: 'm', place }
  const document = (problems: unknown) => ({
    version: 1,
    summary: { errors: 0, warnings: 0, infos: 0, files: 0 },
    problems,
  })
  t.strictSame(violations(document([problem])), [])
  for (const wrong of [
    { ...problem, severity: 'bad' },
    { ...problem, extra: 1 },
    { ...problem, place: { ...place, line: 0 } },
    { rule: 'a' },
  ])
    t.not(violations(document([wrong])).length, 0, JSON.stringify(wrong))
})

function violations(value: unknown): string[] {
  return validate(value) ? [] : validate.errors!.map(({ instancePath, message }) => `${instancePath} ${message}`)
}
