// Guesses which zone a file is for, where nobody says so: `zonecheck FILE` needs an origin to complete relative names with.

import { basename } from 'node:path'
import { MAX_NAME, ROOT } from '../../dns/name.ts'
import { parseName, readName } from '../../dns/name-text.ts'
import { Octets } from '../../dns/octets.ts'
import { Words } from '../../dns/rdata/words.ts'
import { Type, typeFromBytes } from '../../dns/types.ts'
import { Header } from './header.ts'
import { Scanner } from './scanner.ts'
import type { Source } from './source.ts'

/**
 * The owner of the SOA, where it is absolute or stands below an absolute $ORIGIN; without an SOA that $ORIGIN; else the file's name without
 * `.zone` or `.db`, or without `db.` before it, as in Debian. Undefined where that is no domain name, or digits and dots alone:
 * `db.192.0.2` names a network, and no zone. `name`: takes the place of the file's name.
 */
export function guessOrigin(source: Source, name: string | undefined = basename(source.file)): Uint8Array | undefined {
  const words = new Words()
  const header = new Header()
  const scanner = new Scanner(source.bytes, source.size, source.begin)
  let origin: Uint8Array | undefined
  while (scanner.next(words)) {
    if (scanner.indented || words.count < 2) continue
    if (words.text(0).toUpperCase() === '$ORIGIN') {
      origin = absolute(words, 1, origin) ?? origin
      continue
    }
    header.read(words, 1)
    if (isSoa(words, header.type)) return absolute(words, 0, origin) ?? fromFileName(name)
  }
  return origin ?? fromFileName(name)
}

function isSoa(words: Words, word: number): boolean {
  return word < words.count && typeFromBytes(words.bytes, words.start[word]!, words.end[word]!) === Type.SOA
}

/** The word as a name; undefined where it is relative and there is no origin to complete it with, or it is no name. */
function absolute(words: Words, word: number, origin: Uint8Array | undefined): Uint8Array | undefined {
  const out = new Octets(MAX_NAME)
  const start = words.start[word]!
  const end = words.end[word]!
  if (!origin && !isAbsolute(words.bytes, start, end)) return undefined
  const wrong = parseName(words.bytes, start, end, origin ?? ROOT, out)
  return wrong === undefined ? out.view().slice() : undefined
}

/** Whether the last dot ends the name; one that is escaped, `a\.`, is part of a label. */
function isAbsolute(bytes: Uint8Array, start: number, end: number): boolean {
  if (end === start || bytes[end - 1] !== DOT) return false
  let backslashes = 0
  for (let p = end - 2; p >= start && bytes[p] === BACKSLASH; p--) backslashes++
  return backslashes % 2 === 0
}

function fromFileName(file: string): Uint8Array | undefined {
  const bare = zoneWords(file)
  const name = /^[\d.]*$/.test(bare) ? '' : readName(bare)
  return typeof name === 'string' ? undefined : name
}

/** The file's name without the words that mark a zone file. */
function zoneWords(file: string): string {
  return basename(file).replace(/^db\.(?!.*\.(zone|db)$)|\.(zone|db)$/i, '')
}

/**
 * The reverse zone of the network in a file's name that is digits and dots alone, `2.0.192.in-addr.arpa` of `db.192.0.2`; undefined where
 * it is none. We read the digits in the order of the network behind `db.`, as in Debian, and in the order of the zone otherwise, unless
 * only one end can be the front of a campus network.
 */
export function reverseGuess(file: string): string | undefined {
  const octets = zoneWords(basename(file)).split('.')
  if (octets.length > 3 || !octets.every((octet) => /^\d{1,3}$/.test(octet) && Number(octet) < 256)) return undefined
  const first = octets[0]!
  const last = octets.at(-1)!
  const asNetwork = fronts.has(first) === fronts.has(last) ? /^db\./i.test(basename(file)) : fronts.has(first)
  return `${(asNetwork ? octets.toReversed() : octets).join('.')}.in-addr.arpa`
}

/** First octets of private networks, and of most others on a campus. */
const fronts = new Set(['10', '127', '172', '192'])

const DOT = 0x2e
const BACKSLASH = 0x5c
