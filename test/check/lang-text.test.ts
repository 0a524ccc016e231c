// What readers of files put together in English is known in Japanese: every text in the source, every field of every type,
// and whatever the bad zones of all tests bring out.

import { globSync, readdirSync, readFileSync } from 'node:fs'
import fc from 'fast-check'
import t from 'tap'
import { applyIgnores } from '../../src/check/ignores.ts'
import { phrases } from '../../src/check/lang/ja-phrases.ts'
import { loadLanguage, translatedProblem } from '../../src/check/lang/language.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { rules } from '../../src/check/rules/index.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { textRules } from '../../src/check/text-rules.ts'
import { layouts } from '../../src/dns/rdata/layouts.ts'
import type { Problem } from '../../src/report/problem.ts'
import { textSource } from '../../src/zonefile/source.ts'
import { origin } from '../zonefile/harness.ts'
import { exampleText, exampleZones, faceText, heading, problemsOfFaces, problemsOfView } from './harness.ts'
import { literals } from './literals.ts'

const japanese = (await loadLanguage('ja'))!
const active = rulesFor('zonecheck', {}, japanese)

/** Where texts for people come from that stand in findings about zone files. */
const sources = [
  'dns/**/*.ts',
  'zonefile/**/*.ts',
  'faces/{compose,misses,read-layers}.ts',
  'leaks/*.ts',
  'mail/proof.ts',
  'check/*.ts',
  'check/mail/*.ts',
  'check/rules/*.ts',
  'cli/zonecheck-files.ts',
  'cli/check.ts',
  'cli/check-output.ts',
  'cli/check-progress.ts',
  'cli/check-filter.ts',
  'cli/zonecheck-fix.ts',
  'report/summary.ts',
]

/** No sentences: patterns of text, parts that are put together in the next line, and what programs read. */
const noMessages = new Set([
  '{} of ',
  ' and what lies below it',
  'for {}',
  // Parts of sayings.
  'mail server',
  'an A record',
  'an A or AAAA record',
  '… and {count} more of the same kind',
  'janus check',
  '$ADD www A 192.0.2.1',
  '$INCLUDE hosts.inc [origin]',
  '{} {} with --info',
  '{} {} in {} {}',
  '@@ line {} @@',
  'cannot add a record of type {}: it is no type of DNS records, but {} own',
  "Windows DNS's",
  'the key type',
  'it has ',
  'pipe {}',
  'and {count} more{}; --all shows them',
  ' in {} files',
])

t.test('every text in the source that people may read is known in Japanese', async (t) => {
  const known = new Set(Object.keys(phrases).map(shape))
  const catalogue = new Set<string>()
  collect([rules, textRules], catalogue)
  const root = new URL('../../src/', import.meta.url).pathname
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: root }))
  const lacking = files.filter(isReader).flatMap((file) =>
    literals(readFileSync(`${root}${file}`, 'utf8'))
      .filter((text) => isForPeople(text) && !noMessages.has(text) && !catalogue.has(text))
      .filter((text) => !(known.has(shape(text)) || isKnown(text) || text.split(', ').every(isKnown)))
      .map((text) => `${file}: ${text}`),
  )
  t.ok(files.length > 100)
  t.strictSame(lacking, [])
})

t.test('every field of every type has a Japanese name', async (t) => {
  const labels = layouts.flatMap(({ fields }) => fields.flatMap(({ labels }) => labels))
  t.ok(labels.length > 100)
  t.strictSame(
    labels.filter((label) => japanese.say(label) === undefined),
    [],
  )
})

t.test('a phrase has the same parameters in both languages, and is Japanese', async (t) => {
  const flaws = Object.entries(phrases).flatMap(([english, other]) => [
    ...(parametersOf(english).join() === parametersOf(other).join() ? [] : [`${english}: parameters`]),
    ...(isJapanese(other) || !/[a-z]{3}/.test(english.replaceAll(/\{[^}]*\}/g, '')) ? [] : [`${english}: English`]),
  ])
  t.strictSame(flaws, [])
})

t.test('each phrase is found again by what is put together with it', async (t) => {
  const values: Record<string, [english: string, other: string]> = {
    '=': ['it is empty', phrases['it is empty']!],
    '*': ['key tag, digest', `${phrases['key tag']}、${phrases.digest}`],
    '': ['x1.y', 'x1.y'],
  }
  const flaws = Object.entries(phrases).flatMap(([english, other]) => {
    const marks = new Map([...english.matchAll(/\{([=*]?)(\w+)\}/g)].map(([, mark, name]) => [name!, mark!]))
    const value = (name: string, side: 0 | 1) => values[marks.get(name)!]![side]
    const said = japanese.say(english.replaceAll(/\{[=*]?(\w+)\}/g, (_, name: string) => value(name, 0)))
    const wanted = other.replaceAll(/\{(\w+)\}/g, (_, name: string) => value(name, 1))
    return said === wanted ? [] : [`${english}: ${said}`]
  })
  t.strictSame(flaws, [])
})

t.test('nothing is said in English about the bad zones of the rules', async (t) => {
  const problems = rules.flatMap((rule) => {
    const text = exampleText(rule, 'bad')
    const face = faceText(rule)
    return face === undefined
      ? problemsOfView(exampleZones(rule, text), { ...rule.view, rules: active })
      : problemsOfFaces(text, face, 'bad.zone', rule.view, active)
  })
  t.ok(problems.length > 100)
  t.strictSame(problems.flatMap(englishOf), [])
})

t.test('nothing is said in English about the bad texts of the reader', async (t) => {
  const folder = new URL('../zonefile/golden/', import.meta.url)
  const texts = readdirSync(folder)
    .filter((file) => file.endsWith('.in'))
    .map((file) => readFileSync(new URL(file, folder), 'utf8'))
  const examples = textRules.flatMap(({ bad = [] }) => bad)
  const problems = [...texts, `${[...heading, ...examples].join('\n')}\n`].flatMap(problemsIn)
  t.ok(problems.length > 80)
  t.strictSame(problems.flatMap(englishOf), [])
})

t.test('nothing is said in English about comments that silence rules', async (t) => {
  const comments = [
    'a A 192.0.2.1 ; zonecheck-ignore no-such-rule: why',
    'b A 192.0.2.1 ; zonecheck-ignore ttl-long',
    'c MX 10 d ; zonecheck-ignore mx-to-cname: why',
    'd CNAME a ; zonecheck-ignore ttl-long: why',
  ]
  const problems = problemsIn(`${[...heading, ...comments].join('\n')}\n`)
  t.ok(problems.filter(({ rule }) => rule.startsWith('ignore-')).length >= 4)
  t.strictSame(problems.flatMap(englishOf), [])
})

t.test('nothing is said in English about whatever stands behind any type', async (t) => {
  const words = [
    '',
    'x',
    '"x"',
    '1',
    '-1',
    '300',
    '70000',
    '9'.repeat(30),
    '.',
    'a..b',
    '192.0.2.1',
    '::1',
    'ABC',
    'QUJD',
    '\\# 1',
  ]
  const line = fc
    .tuple(
      fc.constantFrom(...layouts.map(({ mnemonic }) => mnemonic)),
      fc.array(fc.constantFrom(...words), { maxLength: 9 }),
    )
    .map(([type, data]) => `a ${type} ${data.join(' ')}`)
  fc.assert(
    fc.property(fc.array(line, { minLength: 100, maxLength: 100 }), (lines) => {
      const found = problemsIn(`${[...heading, ...lines].join('\n')}\n`).flatMap(englishOf)
      if (found.length > 0) throw new Error(found.join('\n'))
    }),
    { numRuns: 30 },
  )
  t.pass('all of it is Japanese')
})

t.test('Japanese tells why for everything that readers find', async (t) => {
  t.strictSame(
    textRules.filter(({ name }) => !isJapanese(japanese.texts[name] ?? '')).map(({ name }) => name),
    [],
  )
})

/** Several words, and no sentence of a document. */
function isForPeople(text: string): boolean {
  return /[a-z]{2}[,;:"')]* \S/.test(text) && !/[A-Z].*\.$/.test(text)
}

function isKnown(text: string): boolean {
  return japanese.say(text) !== undefined
}

/** All that is found in one text, in English where a reader worded it, and then translated. */
function problemsIn(text: string): Problem[] {
  const source = textSource('example.com.zone', text)
  if ('rule' in source) return [source]
  const { problems, subject } = readZone(source, { origin, rules: active })
  return applyIgnores(problems, [subject.text])
}

/** The parts of a finding that are not Japanese. */
function englishOf(problem: Problem): string[] {
  const { message, fix = '', related } = translatedProblem(problem, japanese)
  // Below the advice may stand the repaired line.
  const parts = [message, ...(fix === '' ? [] : [fix.split('\n', 1)[0]!]), ...(related ? [related.message] : [])]
  return parts.filter((part) => !isJapanese(part) || hasEnglish(part)).map((part) => `${problem.rule}: ${part}`)
}

function isJapanese(text: string): boolean {
  return /[\u3040-\u30ff\u4e00-\u9fff]/.test(text)
}

/** Two small words beside each other, outside of quotes and of what is to be written as it stands. */
function hasEnglish(text: string): boolean {
  return /(^| )[a-z]{2,} [a-z]{2,}( |$)/.test(text.replaceAll(/"[^"]*"/g, ''))
}

/** All strings that stand anywhere in the value. */
function collect(value: unknown, found: Set<string>): void {
  if (typeof value === 'string') found.add(value)
  else if (typeof value === 'object' && value !== null) for (const inner of Object.values(value)) collect(inner, found)
}

function shape(text: string): string {
  return text.replaceAll(/\{[=*]?\w*\}/g, '{}')
}

function parametersOf(text: string): string[] {
  return [...text.matchAll(/\{[=*]?(\w+)\}/g)].map((match) => match[1]!).sort()
}

/** Not what is for the command line, for documents, or for zones in examples. */
function isReader(file: string): boolean {
  if (/^dns\/said|\/says\.ts$/.test(file)) return false
  return !/^check\/(explain|text-rules|targets|reverse-example|fix)\.ts$|^check\/rules\/index\.ts$|^dns\/top-level\.ts$/.test(
    file,
  )
}
