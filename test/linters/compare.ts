// Side by side with other linters: each runs over every bad and every good zone of ours, and over zones made at random. Writes
// docs/linters.md, and ends with exit code 1 where one calls an error what we neither find nor have a written reason for.
//
//   node test/linters/compare.ts        needs named-checkzone, kzonecheck, nsd-checkzone, ldns-read-zone, validns

import { spawnSync } from 'node:child_process'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import fc from 'fast-check'
import { rules } from '../../src/check/rules/index.ts'
import { problemsOfView } from '../check/harness.ts'
import { labelsText } from '../support/name.ts'
import { inquiries, zoneText } from '../support/world.ts'
import { reasons } from './reasons.ts'

type Verdict = 'error' | 'warning' | 'nothing' | 'not here'

type Tool = {
  readonly name: string
  readonly command: (origin: string, file: string) => readonly [string, ...string[]]
  /** Lines that say that nothing is wrong. */
  readonly silence: RegExp
}

const folder = fileURLToPath(new URL('../check/rules/', import.meta.url))
const strict = ['-i', 'local', '-k', 'fail', '-m', 'fail', '-M', 'fail', '-n', 'fail', '-S', 'fail', '-r', 'fail']
const tools: readonly Tool[] = [
  {
    name: 'named-checkzone',
    command: (origin, file) => ['named-checkzone', ...strict, origin, file],
    silence: /^(OK|zone \S+ loaded serial \d+( \(DNSSEC signed\))?)$/,
  },
  { name: 'kzonecheck', command: (origin, file) => ['kzonecheck', '-o', origin, file], silence: /^$/ },
  { name: 'nsd-checkzone', command: (origin, file) => ['nsd-checkzone', origin, file], silence: / is ok$/ },
  { name: 'ldns-read-zone', command: (_, file) => ['ldns-read-zone', file], silence: /./ },
  {
    name: 'validns',
    command: (origin, file) => ['validns', '-p', 'all', '-t', '1767355200', '-z', origin, file],
    silence: /^$/,
  },
]

const missing: string[] = []
const table = rules.map(({ name, severity }) => {
  const found = tools.map((tool) => verdict(tool, `${name}.bad.zone`))
  for (const tool of tools) {
    const onGood = verdict(tool, `${name}.good.zone`)
    const words = onGood === 'error' ? said(tool, `${name}.good.zone`) : ''
    if (onGood === 'error' && !hasReason(tool, words))
      missing.push(`${tool.name} calls ${name}.good.zone an error: ${words}`)
  }
  return { name, severity, found }
})
const generated = compareGenerated()
writeFileSync(new URL('../../docs/linters.md', import.meta.url), document())
for (const line of missing) console.error(line)
process.exitCode = missing.length === 0 ? 0 : 1

function verdict(tool: Tool, file: string): Verdict {
  return verdictOf(tool, run(tool, file))
}

function verdictOf(tool: Tool, { status, error, lines }: Run): Verdict {
  if (error !== undefined) return 'not here'
  if (status !== 0) return 'error'
  return lines.some((line) => !tool.silence.test(line)) ? 'warning' : 'nothing'
}

function said(tool: Tool, file: string): string {
  return run(tool, file).lines.slice(0, 2).join(' / ')
}

/** Zones made at random, the same each time, without the records that we complain about; gives their number. */
function compareGenerated(): number {
  const scratch = mkdtempSync(join(tmpdir(), 'linters-'))
  let compared = 0
  for (const { world } of fc.sample(inquiries({ min: 0, max: 0 }), { numRuns: 60, seed: 5 }))
    for (const zone of world.zones) {
      const origin = labelsText(zone.origin)
      const text = cleanPart(origin, `${zoneText(zone)}${origin} 300 IN NS ns.example.net.\n`)
      if (text === undefined) continue
      compared++
      writeFileSync(join(scratch, 'generated.zone'), text)
      for (const tool of tools) {
        const result = runIn(scratch, tool, origin.replace(/\.$/, ''), 'generated.zone')
        const words = result.lines.slice(0, 2).join(' / ')
        if (verdictOf(tool, result) === 'error' && !hasReason(tool, words))
          missing.push(`${tool.name} calls an error what was generated: ${words}\n${text}`)
      }
    }
  rmSync(scratch, { recursive: true })
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

function hasReason({ name }: Tool, words: string): boolean {
  return reasons.some(({ tool, says }) => tool === name && says.test(words))
}

type Run = { readonly status: number | null; readonly error?: Error | undefined; readonly lines: readonly string[] }

function run(tool: Tool, file: string): Run {
  const text = readFileSync(folder + file, 'utf8')
  const origin = /^\$ORIGIN (\S+)\.$/m.exec(text)![1]!
  return runIn(folder, tool, origin, file)
}

function runIn(cwd: string, tool: Tool, origin: string, file: string): Run {
  const [program, ...args] = tool.command(origin, file)
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd, encoding: 'utf8', timeout: 10_000 })
  const lines = tool.name === 'ldns-read-zone' ? stderr : `${stdout}\n${stderr}`
  return {
    status,
    error,
    lines: lines
      .split('\n')
      .map((line) => line.trim())
      .filter((line) => line !== ''),
  }
}

function document(): string {
  const signs: Readonly<Record<Verdict, string>> = { error: 'error', warning: 'warning', nothing: '', 'not here': '?' }
  const zones = readdirSync(folder).filter((file) => file.endsWith('.zone')).length
  const counts = tools.map((_, i) => table.filter(({ found }) => found[i] === 'error' || found[i] === 'warning').length)
  return [
    '# Who finds what',
    '',
    `Each linter was run over the ${zones} zones in \`test/check/rules\`, named-checkzone with all its checks set to fail. A cell says what it`,
    'made of the bad zone, whatever the words: an error (its exit code is not 0), a warning (it said something), or nothing. Written by',
    '`node test/linters/compare.ts`.',
    '',
    `| rule | zonecheck | ${tools.map(({ name }) => name).join(' | ')} |`,
    `| --- | --- | ${tools.map(() => '---').join(' | ')} |`,
    ...table.map(
      ({ name, severity, found }) => `| ${name} | ${severity} | ${found.map((one) => signs[one]).join(' | ')} |`,
    ),
    `| **of ${table.length}** | ${table.length} | ${counts.join(' | ')} |`,
    '',
    `So was each over ${generated} zones made at random, in which zonecheck finds nothing: where one calls something there an error, the reason is below.`,
    '',
    '## What others call an error in a good zone, and why we do not',
    '',
    ...reasons.map(({ tool, reason }) => `- ${tool}: ${reason}.`),
    '',
  ].join('\n')
}
