// What readers of files put together in English is known in Japanese: every text in the source, every field of every type,
// and whatever the bad zones of all tests bring out.

import { globSync, readdirSync, readFileSync } from 'node:fs'
import t from 'tap'
import { catalogSays } from '../../src/catalog/says.ts'
import { applyIgnores } from '../../src/check/ignores.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { rules } from '../../src/check/rules/index.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { checkSays } from '../../src/check/says.ts'
import { textRules } from '../../src/check/text-rules.ts'
import { allSays } from '../../src/cli/all-says.ts'
import { cliSays } from '../../src/cli/says.ts'
import { loadWords } from '../../src/cli/speaker.ts'
import { layouts } from '../../src/dns/rdata/layouts.ts'
import { keysSays } from '../../src/keys/says.ts'
import { editorSays } from '../../src/lsp/says.ts'
import { typeSays } from '../../src/lsp/type-says.ts'
import { operateSays } from '../../src/operate/says.ts'
import { facesSays } from '../../src/supply/faces/says.ts'
import { loadConfig } from '../../src/text/config/load.ts'
import { configSays } from '../../src/text/config/says.ts'
import type { Problem } from '../../src/text/findings/problem.ts'
import { reportSays } from '../../src/text/findings/says.ts'
import { toldProblem } from '../../src/text/findings/told.ts'
import { zonefileSays } from '../../src/text/zonefile/says.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { leaksSays } from '../../src/tools/leaks/says.ts'
import { mailSays } from '../../src/tools/mail/says.ts'
import { transferSays } from '../../src/transfer/says.ts'
import { updateSays } from '../../src/update/says.ts'
import { viewsSays } from '../../src/views/says.ts'
import fc from '../support/properties.ts'
import { origin } from '../text/zonefile/harness.ts'
import { exampleText, exampleZones, faceText, heading, problemsOfFaces, problemsOfView } from './harness.ts'
import { literals } from './literals.ts'

const japanese = await loadWords('ja', allSays)
const active = rulesFor('zonecheck')

/** Where texts for people come from that stand in findings about zone files. */
const sources = [
  'dns/**/*.ts',
  'text/zonefile/**/*.ts',
  'text/config/{access,canary,faces,find,listen,load,name-pattern,one-source,open-failure,operations,reverse-zones,shape,transfers,tree,view-name,views,zone-name,zones}.ts',
  'views/*.ts',
  'supply/faces/{compose,misses,read-layers,signed-elsewhere}.ts',
  'supply/loader/{loader,loaders,read-zones}.ts',
  'tools/leaks/*.ts',
  'tools/mail/proof.ts',
  'check/*.ts',
  'check/mail/*.ts',
  'check/rules/*.ts',
  'cli/zonecheck-files.ts',
  'cli/check.ts',
  'cli/check-output.ts',
  'cli/check-progress.ts',
  'cli/check-filter.ts',
  'cli/zonecheck-fix.ts',
  'cli/missing-files.ts',
  'text/findings/summary.ts',
]

/** No sentences: patterns of text, parts that are put together in the next line, and what programs read. */
const noMessages = new Set([
  '{} of ',
  'for {}',
  // A mistake of a program's.
  'cannot read name "{}": {}',
  // Parts of sayings.
  'mail server',
  'an A record',
  'an A or AAAA record',
  'janus check',
  '$ADD www A 192.0.2.1',
  '$INCLUDE hosts.inc [origin]',
  '@@ line {} @@',
  'pipe {}',
  '{} from {}',
  'from {}',
  'map: {} to {}',
  '{gateways: {external: mx.univ.example}}',
  '{address: ..., view: ...}',
  '{}: {address: [192.0.2.1]}',
  '{}: {address: [192.0.2.1]{}}',
  // The YAML parser's.
  'Implicit map keys',
  'Missing closing',
])

t.test('no text for people stands in the source but in a table, or in the row of a rule', async (t) => {
  const catalogue = new Set<string>()
  collect([rules, textRules], catalogue)
  const root = new URL('../../src/', import.meta.url).pathname
  const files = sources.flatMap((pattern) => globSync(pattern, { cwd: root }))
  const sentences = files.filter(isReader).flatMap((file) =>
    literals(readFileSync(`${root}${file}`, 'utf8'))
      .filter((text) => isForPeople(text) && !noMessages.has(text) && !catalogue.has(text) && !isLabel(text))
      .map((text) => `${file}: ${text}`),
  )
  for (const pattern of sources) t.ok(globSync(pattern, { cwd: root }).length > 0, pattern)
  t.strictSame(sentences, [])
})

t.test('no finished text is looked into to say it in another language', async (t) => {
  const root = new URL('../../src/', import.meta.url).pathname
  const files = ['check/lang/*.ts', 'text/findings/wording.ts', 'dns/said.ts', '**/says.ts', 'cli/speaker.ts'].flatMap(
    (pattern) => globSync(pattern, { cwd: root }),
  )
  t.ok(files.length > 8)
  const found = files.flatMap((file) =>
    readFileSync(`${root}${file}`, 'utf8')
      .split('\n')
      .filter((line) => /RegExp|\.(match|matchAll|replace|replaceAll|test|exec|search)\(/.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  )
  // Parameters are put into the rows of tables.
  t.strictSame(found, [
    'text/findings/wording.ts: return text.replaceAll(/\\{(\\w+)\\}/g, (whole, name: string, at: number) =>',
  ])
})

t.test('a code means one text, whichever room says it', async (t) => {
  const others = { ...zonefileSays, ...viewsSays, ...keysSays }
  const ownConfig = Object.fromEntries(Object.entries(configSays).filter(([code]) => !(code in others)))
  const tables = [
    checkSays,
    viewsSays,
    keysSays,
    ownConfig,
    facesSays,
    leaksSays,
    mailSays,
    reportSays,
    transferSays,
    catalogSays,
    operateSays,
    updateSays,
    cliSays,
    editorSays,
    typeSays,
  ]
  const codes = tables.flatMap((rows) => Object.keys(rows))
  t.ok(codes.length > 400)
  t.strictSame(
    codes.filter((code, i) => codes.indexOf(code) !== i),
    [],
  )
})

t.test('each row is Japanese in its second place', async (t) => {
  t.strictSame(
    Object.entries({ ...allSays, ...editorSays, ...typeSays })
      .filter(
        ([, [english, other]]) =>
          !isJapanese(other) && english !== other && /[a-z]{3}/.test(english.replaceAll(/\{[^}]*\}/g, '')),
      )
      .map(([code]) => code),
    [],
  )
})

t.test('what the system says of files is in a table', async (t) => {
  for (const code of ['file-is-folder', 'file-is-fifo', 'file-is-socket', 'file-is-device', 'file-too-large'])
    t.ok(code in zonefileSays, code)
  for (const code of ['allow-folder', 'allow-folder-mode', 'allow-file', 'allow-file-mode'])
    t.ok(code in zonefileSays, code)
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
  const folder = new URL('../text/zonefile/golden/', import.meta.url)
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

t.test('nothing is said in English about bad configurations', async (t) => {
  const folder = new URL('../text/config/golden/', import.meta.url)
  const problems = readdirSync(folder)
    .filter((file) => file.endsWith('.in'))
    .flatMap((file) => loadConfig(new URL(file, folder).pathname).problems)
  t.ok(problems.length > 100)
  t.ok(problems.every(({ said }) => said !== undefined))
  // What the YAML parser alone has words for stays in its words, in parentheses.
  t.strictSame(problems.filter(({ said }) => !JSON.stringify(said).includes('"yaml-other"')).flatMap(englishOf), [])
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
    textRules.filter(({ name }) => !isJapanese(japanese.rules!.texts[name] ?? '')).map(({ name }) => name),
    [],
  )
})

/** Several words, and no sentence of a document. */
function isForPeople(text: string): boolean {
  return /[a-z]{2}[,;:"')]* \S/.test(text) && !/[A-Z].*\.$/.test(text)
}

function isLabel(text: string): boolean {
  return `field.${text}` in allSays
}

/** All that is found in one text. */
function problemsIn(text: string): Problem[] {
  const source = textSource('example.com.zone', text)
  if ('rule' in source) return [source]
  const { problems, subject } = readZone(source, { origin, rules: active })
  return applyIgnores(problems, [subject.text])
}

/** The parts of a finding that are not Japanese. */
function englishOf(problem: Problem): string[] {
  const { message, fix = '', related } = toldProblem(problem, japanese)
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

/** Not what is for the command line, for documents, or for zones in examples. */
function isReader(file: string): boolean {
  if (/^dns\/said|says\.ts$/.test(file)) return false
  return !/^check\/(explain|text-rules|targets|reverse-example|fix)\.ts$|^check\/rules\/index\.ts$|^dns\/top-level\.ts$/.test(
    file,
  )
}
