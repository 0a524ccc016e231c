// Comments by which somebody who knows better silences a rule on one line:
//
//   legacy  CNAME  gone   ; zonecheck-ignore cname-target-missing: kept until the old clients are gone
//   ; zonecheck-ignore ttl-long: on a line of its own it is for the next line that is no comment
//
// Errors are not silenced: a zone that has one is refused, whatever a comment says.

import type { Problem } from '../report/problem.ts'
import { locate } from '../zonefile/excerpt.ts'
import { afterLineEnd } from '../zonefile/scanner.ts'
import type { Source } from '../zonefile/source.ts'
import type { ZoneText } from '../zonefile/zone-text.ts'
import { findRule } from './ruleset.ts'

const WORD = 'zonecheck-ignore'

type Ignore = {
  readonly source: Source
  /** Where the comment stands: its line, where that begins, and the comment in it. */
  readonly line: number
  readonly lineStart: number
  readonly start: number
  readonly end: number
  readonly rules: readonly string[]
  readonly reason: string
  /** The line that it is for. */
  readonly about: number
}

/** The problems without those that a comment silences, and what is wrong with the comments. */
export function applyIgnores(problems: readonly Problem[], texts: Iterable<ZoneText>): Problem[] {
  const sources = new Map<string, Source>()
  for (const text of texts) for (const source of text.sources) if (source) sources.set(source.file, source)
  const ignores = [...sources.values()].flatMap(findIgnores)
  if (ignores.length === 0) return [...problems]
  const used = new Set<string>()
  const kept = problems.filter((problem) => {
    const ignore = problem.others === undefined ? ignores.find((ignore) => silences(ignore, problem)) : undefined
    if (ignore !== undefined) used.add(keyOf(ignore, problem.rule))
    return ignore === undefined || problem.severity === 'error'
  })
  return [...kept, ...ignores.flatMap((ignore) => flawsOf(ignore, problems, used))]
}

function silences({ source, about, rules }: Ignore, { place, rule }: Problem): boolean {
  return place.file === source.file && place.line === about && rules.includes(rule)
}

function keyOf({ source, line }: Ignore, rule: string): string {
  return `${source.file}\0${line}\0${rule}`
}

function flawsOf(ignore: Ignore, problems: readonly Problem[], used: ReadonlySet<string>): Problem[] {
  const { source, line, lineStart, start, end, rules, reason } = ignore
  const located = locate(source, line, lineStart, start, end)
  const flaws: Problem[] = []
  const add = (rule: string, severity: Problem['severity'], message: string, fix: string) =>
    flaws.push({ rule, severity, message, fix, ...located })
  if (rules.length === 0 || reason === '')
    add(
      'ignore-without-reason',
      'warning',
      'the comment silences a rule and does not say why',
      `write "; ${WORD} RULE: reason"`,
    )
  for (const rule of rules) {
    const known = findRule(rule)
    const isError = problems.some(
      (problem) => problem.severity === 'error' && silences({ ...ignore, rules: [rule] }, problem),
    )
    if (known === undefined)
      add('ignore-unknown-rule', 'warning', `there is no rule "${rule}" to be silenced`, 'zonecheck --rules lists all')
    else if (isError)
      add(
        'ignore-refused',
        'warning',
        `cannot silence "${rule}": it is an error, and the zone is refused`,
        'mend what it says, and delete the comment',
      )
    else if (!used.has(keyOf(ignore, rule)))
      add('ignore-unused', 'info', `nothing is silenced: "${rule}" finds nothing here`, 'delete the comment')
  }
  return flaws
}

/** All such comments of one file. A file without any costs one search for the word. */
function findIgnores(source: Source): Ignore[] {
  const bytes = Buffer.from(source.bytes.buffer, source.bytes.byteOffset, source.size)
  const found: Ignore[] = []
  let line = 1
  let lineStart = 0
  let next = 0
  for (let at = bytes.indexOf(WORD); at >= 0; at = bytes.indexOf(WORD, at + 1)) {
    for (let end = lineEnd(bytes, lineStart, at); end < at; end = lineEnd(bytes, lineStart, at)) {
      line++
      lineStart = afterLineEnd(bytes, end, source.size)
    }
    const text = bytes.toString('latin1', lineStart, lineEnd(bytes, at, source.size)).trimEnd()
    const before = text.slice(0, at - lineStart)
    const comment = commentStart(before)
    if (comment < 0 || !/;\s*$/.test(before)) continue
    const [, names = '', reason = ''] = /^\s*([^:]*)(?::(.*))?$/.exec(text.slice(at - lineStart + WORD.length))!
    const standsAlone = before.slice(0, comment).trim() === ''
    // Of comments one below the other all are for the same line, which is looked for once.
    if (standsAlone && next <= line) next = lineBelow(bytes, line, lineStart)
    found.push({
      source,
      line,
      lineStart,
      start: lineStart + before.lastIndexOf(';'),
      end: lineStart + text.length,
      rules: names.split(/[\s,]+/).filter((name) => name !== ''),
      reason: reason.trim(),
      about: standsAlone ? next : line,
    })
  }
  return found
}

/** The first line below the one that begins at `start` that is more than a comment. */
function lineBelow(bytes: Uint8Array, line: number, start: number): number {
  let below = line
  let p = start
  while (p < bytes.length) {
    p = afterLineEnd(bytes, lineEnd(bytes, p, bytes.length), bytes.length)
    below++
    let word = p
    while (bytes[word] === 0x20 || bytes[word] === 0x09) word++
    if (bytes[word] !== SEMICOLON) break
  }
  return below
}

const SEMICOLON = 0x3b

/** The place of the first line end in bytes[from, to), or `to`. */
function lineEnd(bytes: Uint8Array, from: number, to: number): number {
  let p = from
  while (p < to && bytes[p] !== 0x0a && bytes[p] !== 0x0d) p++
  return p
}

/** Where the comment of a line begins: at the first semicolon that is neither quoted nor escaped; -1 where there is none. */
function commentStart(line: string): number {
  let quoted = false
  for (let i = 0; i < line.length; i++) {
    const character = line[i]
    if (character === '\\') i++
    else if (character === '"') quoted = !quoted
    else if (character === ';' && !quoted) return i
  }
  return -1
}
