// Guesses what an entry without a readable type should be. It runs only on errors, so nothing here needs speed.

import { Class, classFromBytes } from '../../dns/classes.ts'
import type { Refusal, Words } from '../../dns/rdata/words.ts'
import type { Said } from '../../dns/said.ts'
import { say as sayRdata } from '../../dns/says.ts'
import { Type, typeFromBytes } from '../../dns/types.ts'
import type { Header } from './header.ts'
import { headerInQuotes } from './quotes.ts'
import { say } from './says.ts'

/** The entry ends before its type. */
export function noType(words: Words, first: number, header: Header): Refusal {
  const word = words.count - 1
  if (word < 0) return { word: 0, rule: 'syntax', message: say('record-empty') }
  const habit = first === 1 ? (pasted(words) ?? (words.count === 1 ? commentHabit(words) : undefined)) : undefined
  if (habit) return habit
  if (header.ttl >= 0 && /^\d+\.\d+\.\d+\.\d+$/.test(words.text(header.ttl))) {
    const address = words.text(header.ttl)
    const message = say('record-type-missing', { address })
    return { word: header.ttl, rule: 'syntax', message, fix: say('write-address', { address }) }
  }
  if (first === 1 && words.count === 1) {
    const message = say('record-owner-only', { owner: words.text(0) })
    return { word, rule: 'syntax', message, fix: say('complete-record') }
  }
  const message = say('record-without-type', { word: words.text(word) })
  return { word, rule: 'syntax', message, fix: say('complete-record') }
}

/** The word where the type has to be is none. */
export function unknownType(words: Words, first: number, header: Header): Refusal {
  const word = header.type
  const text = words.text(word)
  if (words.quoted[word]) return headerInQuotes(words, word)
  if (/^\d/.test(text)) {
    return { word, rule: 'syntax', message: say('ttl-twice', { word: text }), fix: say('delete-one') }
  }
  if (classFromBytes(words.bytes, words.start[word]!, words.end[word]!) >= 0) {
    return { word, rule: 'syntax', message: say('class-twice', { word: text }), fix: say('delete-one') }
  }
  const habit = first === 1 ? (pasted(words) ?? commentHabit(words)) : undefined
  if (habit) return habit
  const owner = privateTypes.get(text.toUpperCase())
  if (owner !== undefined) {
    const message = say(owner.of, { type: text.toUpperCase() })
    return { word, rule: 'unknown-type', message, fix: say(owner.instead) }
  }
  return {
    word,
    rule: 'unknown-type',
    message: say('type-unknown', { word: text }),
    fix: fixType(words, first, word, text),
  }
}

/** Recognises text from elsewhere: a conflict of two versions, a template, a list of hosts, a web page. */
function pasted(words: Words): Refusal | undefined {
  const first = words.text(0)
  const wrong = { word: 0, rule: 'syntax' }
  if (/^(<{7}|={7}|>{7})$/.test(first)) {
    const message = say('line-conflict', { mark: first })
    return { ...wrong, message, fix: say('keep-one-version') }
  }
  if (first === '\x1a') {
    const message = say('line-dos-end')
    return { ...wrong, message, fix: say('delete-line') }
  }
  if (/^\{[{%#]/.test(first)) {
    const message = say('line-template', { word: first })
    return { ...wrong, message, fix: say('check-made-file') }
  }
  if (/[\u00a0\u2007\u202f]/.test(first)) {
    const message = say('line-no-break-space', { word: first })
    return { ...wrong, message, fix: say('write-plain-blank') }
  }
  if (words.count > 1 && /^\d{1,3}(\.\d{1,3}){3}$/.test(first)) {
    const message = say('line-address-first', { address: first })
    return { ...wrong, message, fix: say('write-name-first', { name: words.text(1), address: first }) }
  }
  return undefined
}

/**
 * Recognises a line meant as a comment: it begins as comments of other languages do, or is several plain words that no record has. Ask only
 * where no type can be read.
 */
export function commentHabit(words: Words): Refusal | undefined {
  const first = words.text(0)
  const mark = /^(#+|\/\/+|--+|\/\*+|<!--)|^(\*{2,}|!+|'|={3,}|rem)$/i.exec(first)?.[0]
  if (mark !== undefined) {
    const message = say('line-comment-mark', { mark })
    return {
      word: 0,
      rule: 'syntax',
      message,
      fix: sayRdata('comment-mark'),
      edit: endsOnLine(words, 0) ? { text: `; ${first}` } : undefined,
      comment: true,
    }
  }
  const texts = Array.from({ length: words.count }, (_, i) => words.text(i))
  if (texts.length < 3 || !texts.every((text) => /^[\p{L}\p{M}'\u2019"(),.:!?-]+$/u.test(text))) return undefined
  if (texts.some((_, i) => i > 0 && headsRecord(words, i))) return undefined
  // A sentence may have a word like a type; people seldom write a type in lower case.
  const mayBeType = texts.length < 4 || /^[A-Z]+$/.test(texts[1]!)
  if (mayBeType && guessWord(texts[1]!, types)) return undefined
  const message = say('line-like-comment', { word: texts[1]! })
  return { word: 0, rule: 'syntax', message, fix: sayRdata('comment-mark'), comment: true }
}

/** Whether the entry ends on the line of the word, so that all behind the word may become a comment. */
export function endsOnLine({ bytes, start }: Words, word: number): boolean {
  let depth = 0
  for (let p = start[word]!; !ends.has(bytes[p] ?? LINE_FEED); p++) {
    if (bytes[p] === OPEN) depth++
    else if (bytes[p] === CLOSE) depth--
  }
  return depth === 0
}

const LINE_FEED = 0x0a
const OPEN = 0x28
const CLOSE = 0x29
/** Line ends, and the semicolon. */
const ends: ReadonlySet<number> = new Set([LINE_FEED, 0x0d, 0x3b])

type PrivateType = {
  readonly of: 'type-of-powerdns' | 'type-of-provider' | 'type-of-windows'
  readonly instead: 'write-addresses' | 'let-web-redirect' | 'leave-wins-out'
}

const powerDns: PrivateType = { of: 'type-of-powerdns', instead: 'write-addresses' }
const aliases: PrivateType = { of: 'type-of-provider', instead: 'write-addresses' }
const redirects: PrivateType = { of: 'type-of-provider', instead: 'let-web-redirect' }
const windows: PrivateType = { of: 'type-of-windows', instead: 'leave-wins-out' }

/** Types of other programs only, and what to write in place of them. */
const privateTypes = new Map<string, PrivateType>([
  ...['ALIAS', 'LUA'].map((name) => [name, powerDns] as const),
  ...['ANAME', 'FLATTEN', 'APP', 'APPALIAS'].map((name) => [name, aliases] as const),
  ...['URL', 'URL301', 'URL302', 'FRAME', 'REDIRECT', 'WEBFWD', 'FWD', 'CURL'].map(
    (name) => [name, redirects] as const,
  ),
  ...['WINS', 'WINSR', 'WINS-R', 'NBSTAT'].map((name) => [name, windows] as const),
])

function fixType(words: Words, first: number, word: number, text: string): Said | undefined {
  const indented = first === 0
  if (indented && text.startsWith('$')) return say('directive-first-column')
  const guess = guessWord(text, types)
  if (guess) return say('guess', { guess })
  if (guessWord(text, Object.keys(Class).slice(0, 1)) && text.length > 1) return say('guess', { guess: 'IN' })
  if (indented && word === 0 && headsRecord(words, 1)) {
    return say('remove-blanks')
  }
  if (/[^\x21-\x7e]/.test(text)) return say('write-ascii')
  return undefined
}

/** The most common first: of several equally near, guessWord() takes the first. */
const types = ['A', 'AAAA', 'MX', 'NS', 'CNAME', 'TXT', 'PTR', 'SRV', 'SOA', 'CAA', ...Object.keys(Type)]

/** Whether a TTL, a class or a type stands at the word. */
function headsRecord(words: Words, word: number): boolean {
  if (word >= words.count) return false
  const { bytes } = words
  const start = words.start[word]!
  const end = words.end[word]!
  return typeFromBytes(bytes, start, end) >= 0 || classFromBytes(bytes, start, end) >= 0
}

/**
 * The known word nearest to `word`: one slip of the finger away, or two for a long word; undefined where there is none, or the word is too
 * short or long.
 */
export function guessWord(word: string, known: readonly string[]): string | undefined {
  if (word.length < 2 || word.length > 20) return undefined
  const upper = word.toUpperCase()
  let best: string | undefined
  let least = upper.length > 5 ? 3 : 2
  for (const candidate of known) {
    const distance = slips(upper, candidate.toUpperCase())
    if (distance < least) {
      least = distance
      best = candidate
    }
  }
  return best
}

/** Letters added, left out, replaced, or swapped with a neighbour (the optimal string alignment distance). */
function slips(a: string, b: string): number {
  let before: number[] = []
  let row = Array.from({ length: b.length + 1 }, (_, j) => j)
  for (let i = 1; i <= a.length; i++) {
    const next = [i]
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1] ? 0 : 1
      let cost = Math.min(row[j]! + 1, next[j - 1]! + 1, row[j - 1]! + same)
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) cost = Math.min(cost, before[j - 2]! + 1)
      next.push(cost)
    }
    before = row
    row = next
  }
  return row[b.length]!
}
