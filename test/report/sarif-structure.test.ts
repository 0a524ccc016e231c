// What zonecheck writes as SARIF has the structure of the standard (SARIF 2.1.0, OASIS): the objects and properties that we use,
// each with its type, what is required, and no property that the standard does not know.

import { readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { problemsSarif } from '../../src/report/sarif.ts'
import { problemsOf } from '../check/harness.ts'

type Check = (value: unknown, at: string) => string[]

const text: Check = (value, at) => (typeof value === 'string' ? [] : [`${at}: no string`])
const uri: Check = (value, at) =>
  typeof value === 'string' && /^[A-Za-z0-9._~:/?#@!$&'()*+,;=%-]*$/.test(value) ? [] : [`${at}: no URI`]

function oneOf(...values: readonly unknown[]): Check {
  return (value, at) => (values.includes(value) ? [] : [`${at}: ${JSON.stringify(value)} is not allowed`])
}

function whole(least: number): Check {
  return (value, at) =>
    Number.isInteger(value) && (value as number) >= least ? [] : [`${at}: no number from ${least}`]
}

/** `unique`: the standard says that no two are the same (uniqueItems). */
function list(item: Check, { unique = false } = {}): Check {
  return (value, at) => {
    if (!Array.isArray(value)) return [`${at}: no array`]
    const twice = unique && new Set(value.map((one) => JSON.stringify(one))).size < value.length
    return [...(twice ? [`${at}: not unique`] : []), ...value.flatMap((one, i) => item(one, `${at}[${i}]`))]
  }
}

/** A name that ends with `!` is required. */
function object(properties: Readonly<Record<string, Check>>): Check {
  const checks = new Map(Object.entries(properties).map(([name, check]) => [name.replace('!', ''), check]))
  const required = Object.keys(properties).flatMap((name) => (name.endsWith('!') ? [name.slice(0, -1)] : []))
  return (value, at) => {
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return [`${at}: no object`]
    return [
      ...required.filter((name) => !Object.hasOwn(value, name)).map((name) => `${at}: ${name} is missing`),
      ...Object.entries(value).flatMap(([name, own]) => {
        const check = checks.get(name)
        return check === undefined ? [`${at}: ${name} is unknown`] : check(own, `${at}.${name}`)
      }),
    ]
  }
}

const level = oneOf('none', 'note', 'warning', 'error')
const message = object({ 'text!': text }) // §3.11
const region = object({
  // §3.30: lines and columns count from 1.
  'startLine!': whole(1),
  startColumn: whole(1),
  endColumn: whole(1),
  snippet: object({ 'text!': text }),
})
const physicalLocation = object({ 'artifactLocation!': object({ 'uri!': uri }), region }) // §3.29
const location = object({ id: whole(-1), 'physicalLocation!': physicalLocation, message }) // §3.28
const descriptor = object({
  // §3.49
  'id!': text,
  shortDescription: message,
  fullDescription: message,
  help: message,
  helpUri: uri,
  defaultConfiguration: object({ level }),
})
const result = object({
  // §3.27
  ruleId: text,
  ruleIndex: whole(0),
  level,
  'message!': message,
  locations: list(location),
  relatedLocations: list(location, { unique: true }),
})
const driver = object({
  // §3.19
  'name!': text,
  version: text,
  informationUri: uri,
  rules: list(descriptor, { unique: true }),
})
const log = object({
  // §3.13
  $schema: uri,
  'version!': oneOf('2.1.0'),
  'runs!': list(
    object({
      'tool!': object({ 'driver!': driver }),
      columnKind: oneOf('utf16CodeUnits', 'unicodeCodePoints'),
      results: list(result),
    }),
  ),
})

const folder = new URL('../check/rules/', import.meta.url)
const bad = readdirSync(folder).filter((file) => file.endsWith('.bad.zone'))
const problems = bad.flatMap((file) => {
  const text = readFileSync(new URL(file, folder), 'utf8')
  const origin = /^\$ORIGIN (\S+)/.exec(text)![1]!
  return problemsOf(text, { origin, file: () => `zones of us/${file}` })
})

t.test('the findings in all bad zones are SARIF', async (t) => {
  t.ok(problems.length > 100)
  t.strictSame(flaws(problemsSarif(problems, { tool: { name: 'zonecheck', version: '1.2.3' }, root: '/nowhere' })), [])
  t.strictSame(flaws(problemsSarif([], { tool: { name: 'zonecheck', version: '1.2.3' }, root: '/nowhere' })), [])
})

t.test('each result names its rule, and no region ends before it begins', async (t) => {
  const { runs } = JSON.parse(problemsSarif(problems, { tool: { name: 'zonecheck', version: '1' }, root: '/nowhere' }))
  const [{ tool, results }] = runs
  for (const { ruleId, ruleIndex, locations } of results) {
    if (tool.driver.rules[ruleIndex]?.id !== ruleId) t.fail(`${ruleId} is not rule ${ruleIndex}`)
    const { startColumn, endColumn } = locations[0].physicalLocation.region
    // §3.30.8: the column after the last character.
    if (endColumn < startColumn) t.fail(`${ruleId}: column ${endColumn} after ${startColumn}`)
  }
  t.equal(results.length, problems.length)
})

t.test('the structure is looked at: what breaks it is told', async (t) => {
  t.strictSame(flaws('{"version":"2.0.0","runs":[{"tool":{"driver":{"rules":[]}},"more":1}]}'), [
    'log.version: "2.0.0" is not allowed',
    'log.runs[0].tool.driver: name is missing',
    'log.runs[0]: more is unknown',
  ])
})

function flaws(sarif: string): string[] {
  return log(JSON.parse(sarif), 'log')
}
