// Side by side with other linters: each runs over every bad and every good zone of ours. Writes docs/linters.md, and ends with
// exit code 1 where one calls an error what we neither find nor have a written reason for.
//
//   node test/linters/compare.ts        needs named-checkzone, kzonecheck, nsd-checkzone, ldns-read-zone, validns

import { spawnSync } from 'node:child_process'
import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import { rules } from '../../src/check/rules/index.ts'
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
    if (onGood === 'error' && !reasons.some(({ tool: whose, says }) => whose === tool.name && says.test(words)))
      missing.push(`${tool.name} calls ${name}.good.zone an error: ${words}`)
  }
  return { name, severity, found }
})
writeFileSync(new URL('../../docs/linters.md', import.meta.url), document())
for (const line of missing) console.error(line)
process.exitCode = missing.length === 0 ? 0 : 1

function verdict(tool: Tool, file: string): Verdict {
  const { status, error, lines } = run(tool, file)
  if (error !== undefined) return 'not here'
  if (status !== 0) return 'error'
  return lines.some((line) => !tool.silence.test(line)) ? 'warning' : 'nothing'
}

function said(tool: Tool, file: string): string {
  return run(tool, file).lines.slice(0, 2).join(' / ')
}

function run(tool: Tool, file: string) {
  const text = readFileSync(folder + file, 'utf8')
  const origin = /^\$ORIGIN (\S+)\.$/m.exec(text)![1]!
  const [program, ...args] = tool.command(origin, file)
  const { status, error, stdout, stderr } = spawnSync(program, args, { cwd: folder, encoding: 'utf8', timeout: 10_000 })
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
    '## What others call an error in a good zone, and why we do not',
    '',
    ...reasons.map(({ tool, reason }) => `- ${tool}: ${reason}.`),
    '',
  ].join('\n')
}
