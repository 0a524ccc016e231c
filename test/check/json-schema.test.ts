// docs/problems.schema.json describes what --format json writes: every rule's finding is held against it.

import { readFileSync } from 'node:fs'
import t from 'tap'
import { rules } from '../../src/check/rules/index.ts'
import { problemsJson } from '../../src/report/json.ts'
import { exampleText, exampleZones, problemsOfView } from './harness.ts'

type Schema = { readonly [keyword: string]: unknown }

const schema: Schema = JSON.parse(readFileSync(new URL('../../docs/problems.schema.json', import.meta.url), 'utf8'))

t.test('what is found in every bad zone is written as the schema says', async (t) => {
  for (const rule of rules) {
    const problems = problemsOfView(exampleZones(rule, exampleText(rule, 'bad')), rule.view)
    t.strictSame(violations(JSON.parse(problemsJson(problems)), schema, '$'), [], rule.name)
  }
})

t.test('the schema refuses what is not as it says', async (t) => {
  const place = { file: 'a', line: 1, column: 1, length: 1 }
  const problem = { rule: 'a', severity: 'error', message: 'm', place }
  const document = (problems: unknown) => ({
    version: 1,
    summary: { errors: 0, warnings: 0, infos: 0, files: 0 },
    problems,
  })
  t.strictSame(violations(document([problem]), schema, '$'), [])
  for (const wrong of [
    { ...problem, severity: 'bad' },
    { ...problem, extra: 1 },
    { ...problem, place: { ...place, line: 0 } },
    { rule: 'a' },
  ])
    t.not(violations(document([wrong]), schema, '$').length, 0, JSON.stringify(wrong))
})

/** The keywords of JSON Schema that ours uses; others are a mistake in the test. */
function violations(value: unknown, rules: Schema, path: string): string[] {
  return Object.entries(rules).flatMap(([keyword, wanted]): string[] => {
    switch (keyword) {
      case '$ref':
        return violations(value, (schema.$defs as Record<string, Schema>)[String(wanted).split('/').at(-1)!]!, path)
      case 'type':
        return hasType(value, String(wanted)) ? [] : [`${path} is no ${wanted}`]
      case 'const':
        return value === wanted ? [] : [`${path} is not ${wanted}`]
      case 'enum':
        return (wanted as unknown[]).includes(value) ? [] : [`${path} is none of ${wanted}`]
      case 'minimum':
        return Number(value) >= Number(wanted) ? [] : [`${path} is below ${wanted}`]
      case 'pattern':
        return new RegExp(String(wanted)).test(String(value)) ? [] : [`${path} does not match ${wanted}`]
      case 'required':
        return (wanted as string[])
          .filter((name) => !Object.hasOwn(value as object, name))
          .map((name) => `${path}.${name} is missing`)
      case 'additionalProperties':
        return Object.keys(value as object)
          .filter((name) => !Object.hasOwn(rules.properties as object, name))
          .map((name) => `${path}.${name} is unknown`)
      case 'properties':
        return Object.entries(wanted as Record<string, Schema>).flatMap(([name, inner]) =>
          Object.hasOwn(value as object, name) ? violations((value as Schema)[name], inner, `${path}.${name}`) : [],
        )
      case 'items':
        return (value as unknown[]).flatMap((item, i) => violations(item, wanted as Schema, `${path}[${i}]`))
      case '$schema':
      case '$defs':
      case 'title':
      case 'description':
        return []
      default:
        throw new Error(`the test does not know the keyword ${keyword}`)
    }
  })
}

function hasType(value: unknown, type: string): boolean {
  if (type === 'array') return Array.isArray(value)
  if (type === 'integer') return Number.isInteger(value)
  if (type === 'object') return typeof value === 'object' && value !== null && !Array.isArray(value)
  return typeof value === type
}
