// Reads a line that begins with `$`.

import { isBlank, skipBlanks } from './entry-value.ts'
import type { ListReader } from './read-list.ts'
import { say } from './says.ts'
import type { Words as WordsOfLine } from './specials.ts'
import { readMaxRange, readNs, readSoa, readTimestamp, seconds, Words } from './specials.ts'

type Read = (reader: ListReader, words: WordsOfLine, start: number) => boolean

/** bytes[from, end) is the line behind the `$`. */
export function readSpecial(reader: ListReader, bytes: Uint8Array, from: number, end: number): void {
  let to = from
  while (to < end && !isBlank(bytes[to]!)) to++
  const word = Buffer.from(bytes.subarray(from, to)).toString('latin1').toLowerCase()
  if (isVariable(word)) {
    if (setVariable(reader, word, bytes.slice(skipBlanks(bytes, to, end), end))) return
    tellForm(reader, `$${word}`, '$1 text', from - 1, end)
    return
  }
  const special = specials[word]
  if (special === undefined) {
    const message = say('list-special-unknown', { special: `$${word.slice(0, 40)}` })
    reader.tell('list-special', 'warning', message, say('list-specials-are'), from - 1, to)
  } else if (!special.read(reader, new Words(bytes, to, end), from - 1))
    tellForm(reader, `$${word.toUpperCase()}`, special.form, from - 1, end)
}

function tellForm(reader: ListReader, special: string, form: string, start: number, end: number): void {
  reader.tell(
    'list-special',
    'warning',
    say('list-special-unread', { special }),
    say('list-special-form', { form }),
    start,
    end,
  )
}

function isVariable(word: string): boolean {
  return /^[0-9=]$/.test(word)
}

function setVariable(reader: ListReader, word: string, text: Uint8Array): boolean {
  if (text.length === 0) return false
  const { templates } = reader.current
  if (word === '=') templates.base ??= text
  else templates.set(Number(word), text)
  return true
}

const specials: Readonly<Record<string, { readonly form: string; readonly read: Read }>> = {
  soa: {
    form: '$SOA 0 ns1.example. hostmaster.example. 0 1h 15m 30d 10m',
    read: (reader, words) => {
      const soa = readSoa(words)
      // The first SOA counts.
      if (soa) reader.soa ??= { ...soa, ttl: soa.ttl || reader.outer.ttl, file: reader.file, line: reader.line }
      return soa !== undefined
    },
  },
  ns: { form: '$NS 1d ns1.example. ns2.example.', read: readServers },
  nameserver: { form: '$NS 1d ns1.example. ns2.example.', read: readServers },
  ttl: {
    form: '$TTL 35m',
    read: (reader, words) => {
      const ttl = seconds(words.next())
      if (ttl === undefined || !words.isDone) return false
      reader.current.ttl = ttl || reader.options.ttl
      return true
    },
  },
  maxrange4: {
    form: '$MAXRANGE4 /24',
    read: (reader, words) => {
      const most = readMaxRange(words)
      if (most === undefined) return false
      // A later line makes it smaller, never larger.
      if (reader.maxRange === 0 || most < reader.maxRange) reader.maxRange = most
      return true
    },
  },
  timestamp: { form: '$TIMESTAMP 2026:11:28 +7d', read: checkTimestamp },
  dataset: { form: '$DATASET ip4set:name subzone @', read: (reader, words) => reader.beginPart(words) },
}

function readServers(reader: ListReader, words: WordsOfLine): boolean {
  const ns = readNs(words)
  if (ns) reader.ns ??= { ...ns, ttl: ns.ttl || reader.outer.ttl, file: reader.file, line: reader.line }
  return ns !== undefined
}

function checkTimestamp(reader: ListReader, words: WordsOfLine, start: number): boolean {
  const { end } = words
  const time = readTimestamp(words)
  if (time === undefined) return false
  const { now } = reader.options
  const shown = (moment: number) => new Date(moment * 1000).toISOString().replace('.000Z', 'Z')
  if (time.made > now)
    reader.tell(
      'list-expired',
      'error',
      say('list-from-future', { time: shown(time.made) }),
      say('list-renew'),
      start,
      end,
    )
  if (time.until > 0 && time.until <= now)
    reader.tell(
      'list-expired',
      'error',
      say('list-expired', { time: shown(time.until) }),
      say('list-renew'),
      start,
      end,
    )
  return true
}
