// `zonecheck --format-file` and `--bump-serial`: writes files anew with the same words, or with a higher serial.

import type { Change } from '../check/changes.ts'
import type { Said } from '../dns/said.ts'
import { typeCode } from '../dns/types.ts'
import { wantsColour } from '../text/findings/colour.ts'
import type { Problem } from '../text/findings/problem.ts'
import { say as sayReport } from '../text/findings/says.ts'
import { problemsText } from '../text/findings/text.ts'
import { saying, toldProblems } from '../text/findings/told.ts'
import { locate } from '../text/zonefile/excerpt.ts'
import { flaws } from '../text/zonefile/flaws.ts'
import { type EntryLine, entryLines } from '../text/zonefile/format/entry-lines.ts'
import { formatLines, withSerial } from '../text/zonefile/format/format.ts'
import { nextSerial, type SerialWay } from '../text/zonefile/format/next-serial.ts'
import { say as sayZonefile } from '../text/zonefile/says.ts'
import { readSource, type Source } from '../text/zonefile/source.ts'
import { Exit } from '../tools/exit.ts'
import type { LintOptions } from './check-options.ts'
import { type NewFile, offerChanges } from './offered-changes.ts'
import { say } from './says.ts'
import { loadWords, type Words } from './speaker.ts'

export type FormatOptions = Pick<LintOptions, 'lang'> & {
  readonly formatFile?: boolean
  readonly bumpSerial?: SerialWay
  readonly yes?: boolean
}

/** Gives the exit code. `piped`: texts that came through pipes, which it writes to standard output. */
export async function formatFiles(
  files: readonly string[],
  piped: ReadonlyMap<string, Source | Problem>,
  options: FormatOptions,
): Promise<number> {
  const words = await loadWords(options.lang)
  const now = Date.now()
  const read = files.map((file) => {
    const source = piped.get(file) ?? readSource(file)
    return { isPiped: piped.has(file), made: 'rule' in source ? source : rewritten(source, options, now) }
  })
  const problems = read.flatMap(({ made }) => ('rule' in made ? [made] : []))
  if (problems.length > 0) return tellProblems(problems, words)
  const made = read.flatMap(({ made, isPiped }) => ('rule' in made ? [] : [{ ...made, isPiped }]))
  for (const { bytes, isPiped } of made) if (isPiped) process.stdout.write(bytes)
  const changed = made.filter(({ changes, isPiped }) => !isPiped && changes.length > 0)
  if (changed.length > 0) return offer(changed, options, words)
  if (made.some(({ isPiped }) => !isPiped)) process.stdout.write(`${words.text(say('nothing-to-write'))}\n`)
  return Exit.good
}

async function offer(files: readonly NewFile[], { yes = false }: FormatOptions, { text }: Words): Promise<number> {
  const what = files.length === 1 ? sayReport('one-file') : say('many-files', { count: files.length })
  const question = say('write-what', { what })
  const done = say('rewritten', { what })
  const outcome = await offerChanges({ files, question, done, yes, stream: process.stdout }, text)
  return outcome === 'written' ? Exit.good : outcome === 'refused' ? Exit.bad : Exit.failed
}

function tellProblems(problems: readonly Problem[], words: Words): number {
  const told = toldProblems(problems, words)
  process.stderr.write(
    `${problemsText(told, { colour: wantsColour(process.env, process.stderr), tell: words.text })}\n`,
  )
  return problems.some(({ rule }) => rule === 'unreadable-file') ? Exit.failed : Exit.bad
}

/** The new text; or a problem, where entries cannot be told apart or the serial cannot be raised: then nothing is written. */
function rewritten(source: Source, { formatFile, bumpSerial }: FormatOptions, now: number): NewFile | Problem {
  const { bytes, size, begin, file } = source
  const before = bytes.subarray(0, size)
  const lines = entryLines(bytes, size, begin)
  if ('flaw' in lines) {
    const { rule, message, fix } = flaws[lines.flaw]
    const located = locate(source, lines.line, lines.start, lines.at, lines.at + 1)
    return { rule, severity: 'error', ...saying(message, fix), ...located }
  }
  if (!lines.some(isRecord)) return problemAt(source, 1, 'empty-file', sayZonefile('no-records', { file }))
  const raised = bumpSerial === undefined ? lines : withRaisedSerials(source, lines, bumpSerial, now)
  if ('rule' in raised) return raised
  const texts = formatFile ? formatLines(raised) : raised.map(({ text }) => text)
  return { file, before, ...joined(before, begin, lines, texts, formatFile === true) }
}

/** Whether the line has a type where one has to stand: a file that is no zone file has no such line. */
function isRecord({ kind, type }: EntryLine): boolean {
  return kind === 'record' && typeCode(type) !== undefined
}

function withRaisedSerials(
  source: Source,
  lines: readonly EntryLine[],
  way: SerialWay,
  now: number,
): EntryLine[] | Problem {
  const raised: EntryLine[] = []
  for (const [i, line] of lines.entries()) {
    const { serial: word } = line
    if (word === undefined) {
      raised.push(line)
      continue
    }
    const serial = /^\d{1,10}$/.test(word.written) ? Number(word.written) : Number.POSITIVE_INFINITY
    if (serial > 0xffffffff)
      return problemAt(source, i + 1, 'bad-rdata', say('serial-unreadable', { serial: word.written }))
    const next = nextSerial(serial, way, now)
    if (next.kind === 'not-newer') {
      const { wanted, first } = next
      const message = say('serial-not-newer', { serial, wanted })
      return problemAt(source, i + 1, 'serial', message, say('serial-two-steps', { first, wanted }))
    }
    raised.push(withSerial(line, next.serial))
  }
  const { file } = source
  return lines.some(({ serial }) => serial) ? raised : problemAt(source, 1, 'serial', say('no-serial', { file }))
}

function problemAt(source: Source, line: number, rule: string, message: Said, fix?: Said): Problem {
  const place = { file: source.file, line, column: 1, length: 1 }
  return { rule, severity: 'error', ...saying(message, fix), place }
}

/** `anew`: makes all line ends like the first, and gives the last line one; else they stay. */
function joined(
  before: Uint8Array,
  begin: number,
  lines: readonly EntryLine[],
  texts: readonly string[],
  anew: boolean,
): Pick<NewFile, 'bytes' | 'changes'> {
  const whole = Buffer.from(before).toString('latin1')
  const ends = whole.match(/\r\n|\n|\r/g) ?? []
  const parts = texts.map((text, i) => `${text}${anew ? (ends[0] ?? '\n') : (ends[i] ?? '')}`)
  const bytes = Buffer.from(`${whole.slice(0, begin)}${parts.join('')}`, 'latin1')
  return { bytes, changes: changesOf(lines, texts, Buffer.compare(bytes, before) !== 0) }
}

function changesOf(lines: readonly EntryLine[], texts: readonly string[], differ: boolean): Change[] {
  const changes = lines.flatMap(({ text }, i): Change[] =>
    text === texts[i] ? [] : [{ line: i + 1, before: shown(text), after: shown(texts[i]!) }],
  )
  // A change of line ends alone is shown at the last line.
  const last = lines.at(-1)?.text ?? ''
  return changes.length > 0 || !differ ? changes : [{ line: lines.length, before: shown(last), after: shown(last) }]
}

function shown(text: string): string {
  return Buffer.from(text, 'latin1').toString()
}
