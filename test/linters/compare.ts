// Side by side with other linters: each runs over every bad and every good zone of ours, over good ones with a slip of the hand in
// them, and over zones made at random. Writes docs/linters.md, and ends with exit code 1 where one calls an error what we neither find nor have a written reason for.
//
//   node test/linters/compare.ts        needs named-checkzone, kzonecheck, nsd-checkzone, ldns-read-zone, validns

import { spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { rules } from '../../src/check/rules/index.ts'
import { textRules } from '../../src/check/text-rules.ts'
import { exampleText, heading, problemsOfView } from '../check/harness.ts'
import { labelsText } from '../support/name.ts'
import fc from '../support/properties.ts'
import { inquiries, zoneText } from '../support/world.ts'
import { reasons } from './reasons.ts'
import { slips } from './slips.ts'

type Verdict = 'error' | 'dies' | 'warning' | 'nothing' | 'not here'

type Tool = {
  readonly name: string
  readonly command: (origin: string, file: string) => readonly [string, ...string[]]
  /** Lines that say nothing of what is wrong. */
  readonly silence: RegExp
}

/** Everything that is found, with a zone that shows it and the same mended. */
const examples = [
  ...textRules.flatMap(({ name, severity, bad, good }) => {
    const text = (records: readonly string[]) => `${[...heading, ...records].join('\n')}\n`
    return bad && good ? [{ name, severity, bad: text(bad), good: text(good) }] : []
  }),
  ...rules.map((rule) => {
    return { name: rule.name, severity: rule.severity, bad: exampleText(rule, 'bad'), good: exampleText(rule, 'good') }
  }),
]
const scratch = mkdtempSync(join(tmpdir(), 'linters-'))
const strict = ['-i', 'local', '-k', 'fail', '-m', 'fail', '-M', 'fail', '-n', 'fail', '-S', 'fail', '-r', 'fail']
const tools: readonly Tool[] = [
  {
    name: 'named-checkzone',
    command: (origin, file) => ['named-checkzone', ...strict, origin, file],
    silence: /^(OK|zone \S+ loaded serial \d+( \(DNSSEC signed\))?|zone \S+: not loaded due to errors\.)$/,
  },
  {
    name: 'kzonecheck',
    command: (origin, file) => ['kzonecheck', '-v', '-o', origin, file],
    silence: /^(No semantic error found|error: .*(, failed to load zone, .*|failed to run semantic checks .*))$/,
  },
  { name: 'nsd-checkzone', command: (origin, file) => ['nsd-checkzone', origin, file], silence: / is ok$/ },
  { name: 'ldns-read-zone', command: (_, file) => ['ldns-read-zone', file], silence: /./ },
  {
    name: 'validns',
    command: (origin, file) => ['validns', '-p', 'all', '-t', '1767355200', '-z', origin, file],
    silence: /^$/,
  },
]

const missing: string[] = []
const table = examples.map(({ name, severity, bad, good }) => {
  demandReasons(`the good zone of ${name}`, good)
  return { name, severity, found: tools.map((tool) => verdictOf(tool, run(tool, bad))) }
})
const mistaken = compareMistaken()
const generated = compareGenerated()
rmSync(scratch, { recursive: true })
writeFileSync(new URL('../../docs/linters.md', import.meta.url), document())
for (const line of missing) console.error(line)
process.exitCode = missing.length === 0 ? 0 : 1

/** Whatever a tool calls an error in the zone, in which we find nothing, has a reason. */
function demandReasons(what: string, zone: string): void {
  for (const tool of tools)
    for (const words of unexplained(tool, run(tool, zone), zone))
      missing.push(`${tool.name} calls an error in ${what}: ${words}`)
}

function verdictOf(tool: Tool, { status, signal, error, lines }: Run): Verdict {
  if (error !== undefined) return 'not here'
  const speaks = lines.some((line) => !tool.silence.test(line))
  if (signal !== null && !speaks) return 'dies'
  if (status !== 0) return 'error'
  return speaks ? 'warning' : 'nothing'
}

/** What there is no written reason for: the lines of a tool that refuses the zone, and the signal that it dies of. */
function unexplained(tool: Tool, result: Run, zone: string): string[] {
  const { signal, lines } = result
  const verdict = verdictOf(tool, result)
  if (verdict !== 'error' && verdict !== 'dies') return []
  const own = reasons.filter(({ tool: name, of }) => name === tool.name && (of === undefined || of(zone)))
  const spoken = own.filter(({ dies }) => dies === undefined)
  if (spoken.some(({ says }) => says === undefined)) return []
  const words = lines.filter((line) => !tool.silence.test(line) && !spoken.some(({ says }) => says!.test(line)))
  if (signal !== null) return own.some(({ dies }) => dies === signal) ? words : [...words, signal]
  // Something has to be said, or there is nothing that a reason could be about.
  return lines.every((line) => tool.silence.test(line)) ? ['nothing, and fails'] : words
}

/** Good zones with one slip of the hand each, the same each time, as far as we find nothing in them; gives their number. */
function compareMistaken(): number {
  let compared = 0
  for (const zone of slips(examples.map(({ good }) => good))) {
    const origin = `${originOf(zone)}.`
    if (problemsOfView({ [origin]: zone }).some(({ severity }) => severity !== 'info')) continue
    compared++
    demandReasons(`this, in which we find nothing:\n${zone}`, zone)
  }
  return compared
}

/** Zones made at random, the same each time, without the records that we complain about; gives their number. */
function compareGenerated(): number {
  let compared = 0
  for (const { world } of fc.sample(inquiries({ min: 0, max: 0 }), { numRuns: 60, seed: 5 }))
    for (const zone of world.zones) {
      const origin = labelsText(zone.origin)
      const text = cleanPart(origin, `${zoneText(zone)}${origin} 300 IN NS ns.example.net.\n`)
      if (text === undefined) continue
      compared++
      demandReasons(`what was generated:\n${text}`, `$ORIGIN ${origin}\n${text}`)
    }
  return compared
}

/** The zone without the lines in which we find something; undefined where that does not come to an end. */
function cleanPart(origin: string, text: string): string | undefined {
  let lines = text.split('\n')
  for (let round = 0; round < 8; round++) {
    const problems = problemsOfView({ [origin]: lines.join('\n') }).filter(({ severity }) => severity !== 'info')
    if (problems.length === 0) return lines.join('\n')
    const found = new Set(problems.map(({ place }) => place.line))
    lines = lines.filter((_, i) => !found.has(i + 1))
  }
  return undefined
}

type Run = {
  readonly status: number | null
  readonly signal: NodeJS.Signals | null
  readonly error?: Error | undefined
  readonly lines: readonly string[]
}

function run(tool: Tool, zone: string): Run {
  const file = join(scratch, 'example.zone')
  writeFileSync(file, zone)
  const [program, ...args] = tool.command(originOf(zone), file)
  const { status, signal, error, stdout, stderr } = spawnSync(program, args, { encoding: 'utf8', timeout: 10_000 })
  const lines = tool.name === 'ldns-read-zone' ? stderr : `${stdout}\n${stderr}`
  return {
    status,
    signal,
    error,
    lines: lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  }
}

function originOf(zone: string): string {
  return /^\$ORIGIN (\S*)\.$/m.exec(zone)![1]!
}

function document(): string {
  const signs: Readonly<Record<Verdict, string>> = {
    error: 'error',
    dies: 'dies',
    warning: 'warning',
    nothing: '',
    'not here': '?',
  }
  const counts = tools.map((_, i) => table.filter(({ found }) => found[i] === 'error' || found[i] === 'warning').length)
  return [
    '# Who finds what',
    '',
    `We ran each linter over the ${examples.length} bad and as many good zones of the catalogue, named-checkzone with all its checks set to fail. A cell says what`,
    'the linter made of the bad zone, whatever the words: an error (its exit code is not 0), a warning (it said something), nothing, or that it died.',
    '`node test/linters/compare.ts` writes this page.',
    '',
    'To judge signatures as `validns -t 1767355200 -z univ.example db.univ` does, run `zonecheck --at 2026-01-02T12:00Z --origin univ.example=db.univ`.',
    'To check what a server holds, run `dig @ns1 univ.example AXFR | zonecheck -`.',
    '',
    `| rule | zonecheck | ${tools.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | ${tools.map(() => '---').join(' | ')} |`,
    ...table.map(
      ({ name, severity, found }) => `| ${name} | ${severity} | ${found.map((one) => signs[one]).join(' | ')} |`,
    ),
    `| **of ${table.length}** | ${table.length} | ${counts.join(' | ')} |`,
    '',
    `We also ran each over ${mistaken} good zones with a slip of the hand in them and over ${generated} random zones, in all of which zonecheck finds nothing. Where a linter calls something there an error, the reason is below.`,
    '',
    'The files in test/check/written are shaped as other programs and people write them. zonecheck refuses none of them that named-checkzone, kzonecheck and nsd-checkzone all accept. It accepts two things that all three refuse: a byte order mark, which editors write unasked, and `[AGE:…]`, with which Windows DNS stamps records. Where one or two of them refuse a file, [zone-files.md](zone-files.md) says why we do not.',
    '',
    '## What others call an error in a good zone, and why we do not',
    '',
    ...reasons.map(({ tool, reason }) => `- ${tool}: ${reason}.`),
    '',
  ].join('\n')
}
