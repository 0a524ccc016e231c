// Reads lines of list files that begin with `$`, or with `#$`, `;$`, `:$`, so that other programs pass over them.

import { MAX_NAME } from '../dns/name.ts'
import type { Soa } from '../dns/soa.ts'
import { isBlank, isComment, skipBlanks } from './entry-value.ts'

/** The SOA that a file gives; a serial of 0 stands for the time of the newest file. */
export type ListSoa = Soa & { readonly ttl: number }

/** The place of a special line: index of the file, and line. */
export type Written = { readonly file: number; readonly line: number }

export type ListNs = { readonly ttl: number; readonly names: readonly Uint8Array[] }

/** Splits one line into words. */
export class Words {
  readonly bytes: Uint8Array
  at: number
  readonly end: number

  constructor(bytes: Uint8Array, from: number, end: number) {
    this.bytes = bytes
    this.at = skipBlanks(bytes, from, end)
    this.end = end
  }

  get isDone(): boolean {
    return this.at >= this.end
  }

  next(): string {
    const from = this.at
    while (this.at < this.end && !isBlank(this.bytes[this.at]!)) this.at++
    const word = Buffer.from(this.bytes.subarray(from, this.at)).toString('latin1')
    this.at = skipBlanks(this.bytes, this.at, this.end)
    return word
  }

  /** The octets that are left. */
  rest(): Uint8Array {
    return this.bytes.slice(this.at, this.end)
  }
}

/** Reads seconds, `3600`, or a number of one unit, `1h`; undefined for anything else. */
export function seconds(word: string): number | undefined {
  const [, count, unit] = /^(\d+)([smhdw]?)$/i.exec(word) ?? []
  const sum = Number(count) * units[unit?.toLowerCase() ?? '']!
  return sum <= 0xffffffff ? sum : undefined
}

const units: Readonly<Record<string, number>> = { '': 1, s: 1, m: 60, h: 3600, d: 86_400, w: 604_800 }

/** Reads `ttl primary mailbox serial refresh retry expire minimum`. */
export function readSoa(words: Words): ListSoa | undefined {
  const ttl = seconds(words.next())
  const [primary, mailbox] = [absoluteName(words.next()), absoluteName(words.next())]
  const serial = /^\d+$/.test(peek(words)) ? Number(words.next()) : undefined
  const [refresh, retry, expire, minimum] = [1, 2, 3, 4].map(() => seconds(words.next()))
  if (ttl === undefined || primary === undefined || mailbox === undefined || serial === undefined) return undefined
  if (refresh === undefined || retry === undefined || expire === undefined || minimum === undefined) return undefined
  if (!words.isDone || serial > 0xffffffff) return undefined
  return { ttl, primary, mailbox, serial, refresh, retry, expire, minimum }
}

function peek(words: Words): string {
  return new Words(words.bytes, words.at, words.end).next()
}

/** Reads `ttl name …`; passes over a name behind a minus sign. */
export function readNs(words: Words): ListNs | undefined {
  const ttl = seconds(words.next())
  const names: Uint8Array[] = []
  if (ttl === undefined || words.isDone) return undefined
  while (!words.isDone) {
    const word = words.next()
    if (word.startsWith('-')) continue
    const name = absoluteName(word)
    if (name === undefined) return undefined
    names.push(name)
  }
  return { ttl, names: names.slice(0, MOST_SERVERS) }
}

const MOST_SERVERS = 32

/** Reads `256` addresses, or `/24`, and returns how many. */
export function readMaxRange(words: Words): number | undefined {
  const word = words.next()
  if (!words.isDone) return undefined
  if (/^\/\d+$/.test(word)) {
    const bits = Number(word.slice(1))
    return bits < 1 || bits > 32 ? undefined : 2 ** (32 - bits)
  }
  const most = /^\d+$/.test(word) ? Number(word) : 0
  return most === 0 ? undefined : most
}

/** When the file was made and until when it holds, in seconds since 1970, 0 where it does not say; undefined where a word is no time. */
export function readTimestamp(words: Words): { readonly made: number; readonly until: number } | undefined {
  const made = moment(words.next())
  const word = words.next()
  if (made === undefined || !words.isDone) return undefined
  if (word.startsWith('+')) {
    const after = seconds(word.slice(1))
    return after === undefined || made === 0 ? undefined : { made, until: made + after }
  }
  const until = word === '' ? 0 : moment(word)
  return until === undefined ? undefined : { made, until }
}

/** Reads `2026:11:28`, with or without hours, minutes and seconds, with colons, dashes or nothing between; 0 for `0` and `-`. */
function moment(word: string): number | undefined {
  if (word === '0' || word === '-') return 0
  const found = /^(\d{4})[:-]?(\d\d)[:-]?(\d\d)(?:[:-]?(\d\d)(?:[:-]?(\d\d)(?:[:-]?(\d\d))?)?)?$/.exec(word)
  if (found === null) return undefined
  const [year, month, day, hour, minute, second] = found.slice(1).map((part) => Number(part ?? 0))
  if (month! < 1 || month! > 12 || day! < 1 || day! > 31 || hour! > 23 || minute! > 59 || second! > 59) return undefined
  return Date.UTC(year!, month! - 1, day, hour, minute, second) / 1000
}

/**
 * A name in wire form, from labels between dots as rbldnsd reads them: extra dots do not count. Undefined where it is empty or too long.
 */
export function absoluteName(word: string): Uint8Array | undefined {
  const labels = labelsOf(Buffer.from(word, 'latin1'))
  return labels === undefined || word === '' ? undefined : Uint8Array.from([...labels, 0])
}

/** The same without the root label, in lower case. */
export function labelsOf(text: Uint8Array): Uint8Array | undefined {
  const out: number[] = []
  let at = 0
  let label: number[] = []
  const close = (): boolean => {
    if (label.length > MAX_LABEL) return false
    if (label.length > 0) out.push(label.length, ...label)
    label = []
    return true
  }
  while (at < text.length) {
    const octet = text[at++]!
    if (octet === DOT) {
      if (!close()) return undefined
      continue
    }
    if (octet !== BACKSLASH) label.push(lower(octet))
    else {
      const digits = /^\d{1,3}/.exec(Buffer.from(text.subarray(at, at + 3)).toString('latin1'))?.[0]
      if (digits !== undefined) {
        if (Number(digits) > 255) return undefined
        label.push(lower(Number(digits)))
        at += digits.length
      } else if (at < text.length) label.push(lower(text[at++]!))
    }
  }
  return close() && out.length < MAX_NAME ? Uint8Array.from(out) : undefined
}

function lower(octet: number): number {
  return octet >= 0x41 && octet <= 0x5a ? octet + 0x20 : octet
}

const MAX_LABEL = 63
const DOT = 0x2e
const BACKSLASH = 0x5c

/** Where a comment begins, at the front or behind a blank; `end` where there is none. */
export function beforeComment(bytes: Uint8Array, from: number, end: number): number {
  for (let p = from; p < end; p++) if (isComment(bytes[p]!) && (p === from || isBlank(bytes[p - 1]!))) return p
  return end
}
