// Parses text for tests and writes what came of it as lines: one for each record, then each problem as a person sees it.

import { nameFromText } from '../../../src/dns/name-text.ts'
import type { Problem } from '../../../src/text/findings/problem.ts'
import { type ParseOptions, parseZoneFile } from '../../../src/text/zonefile/parser.ts'
import { recordLine } from '../../../src/text/zonefile/printer.ts'
import { type Source, textSource } from '../../../src/text/zonefile/source.ts'
import type { ZoneText } from '../../../src/text/zonefile/zone-text.ts'
import { type InWords, inWords } from '../../support/english.ts'

export type Read = {
  /** `www.example.com. 3600 IN A 192.0.2.1` */
  readonly records: readonly string[]
  /** The line of each record, counted over all files. */
  readonly lines: readonly number[]
  readonly problems: readonly InWords[]
  readonly text: ZoneText
}

export const origin = nameFromText('example.com.')

export function read(source: Source, options: Partial<ParseOptions> = {}): Read {
  const records: string[] = []
  const lines: number[] = []
  let owner = new Uint8Array(1)
  const { problems, text } = parseZoneFile(
    source,
    { origin, ...options },
    {
      owner(name, at) {
        owner = name.slice(at)
      },
      record(type, ttl, rdata, length, line) {
        records.push(recordLine({ owner, ttl, type, rdata, to: length }))
        lines.push(line)
      },
    },
  )
  return { records, lines, problems: inWords(problems), text }
}

export function readText(
  text: string | Uint8Array,
  others: Readonly<Record<string, string>> = {},
  options: Partial<ParseOptions> = {},
): Read {
  const source = textSource('main.zone', text, others)
  if ('rule' in source) return { records: [], lines: [], problems: inWords([source]), text: undefined as never }
  return read(source, options)
}

/** `main.zone:1:5 rule`, for tables. */
export function brief({ place, rule }: Problem): string {
  return `${place.file}:${place.line}:${place.column}+${place.length} ${rule}`
}

export function render(problem: InWords): string {
  const { place, severity, message, rule, source, sourceColumn = 1, fix, rfc } = problem
  const head = `${place.file}:${place.line}:${place.column}: ${severity}: ${message} [${rule}]${rfc ? ` (${rfc})` : ''}`
  if (source === undefined) return head
  const before = [...source].slice(0, place.column - sourceColumn).join('')
  const caret = before.replace(/[^\t]/g, ' ') + '^'.repeat(place.length)
  return [head, `  | ${source}`, `  | ${caret}`, ...(fix ? [`fix: ${fix}`] : [])].join('\n')
}

/** A golden file's input: the main file, then others, each headed by `;;; name`. */
export function readGolden(input: string): string {
  const [main, ...rest] = input.split(/^;;; (.*)\n/m)
  const others: Record<string, string> = {}
  for (let i = 0; i < rest.length; i += 2) others[rest[i]!] = rest[i + 1]!
  const { records, lines, problems, text } = readText(main!, others)
  const placed = records.map((record, i) => {
    const { file, line } = text.fileLine(lines[i]!)
    return `${file}:${line}\t${record}`
  })
  return `${[...placed, ...problems.map(render)].join('\n')}\n`
}
