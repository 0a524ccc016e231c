// Reads a line of a generic dataset: a record of the list's zone.

import { Octets } from '../dns/octets.ts'
import { Type } from '../dns/types.ts'
import { isBlank } from './entry-value.ts'
import { Ip4Text } from './ip4-text.ts'
import { absoluteName, labelsOf, seconds, type Words } from './specials.ts'

export type GenericRecord = {
  readonly labels: Uint8Array
  readonly type: number
  readonly ttl: number
  readonly rdata: Uint8Array
}

/** A record with its place; `labels` stand before the apex of the list. */
export type ListRecord = GenericRecord & { readonly line: number; readonly file: number }

/** `name [ttl] [IN] A|TXT|MX data`; the name is relative to the list, and `@` the list itself. */
export function readGeneric(words: Words, ttl: number): GenericRecord | undefined {
  const owner = words.next()
  const labels = owner === '@' ? new Uint8Array(0) : labelsOf(Buffer.from(owner, 'latin1'))
  let word = words.next()
  // Only `@` may name the list itself.
  if (labels?.length === 0 && owner !== '@') return undefined
  const own = seconds(word)
  if (own !== undefined) word = words.next()
  if (word.toLowerCase() === 'in') word = words.next()
  // A line that a zero octet ends may keep a blank at its end: then the data is empty, and not missing.
  if (labels === undefined || (words.isDone && !isBlank(words.bytes[words.end - 1]!))) return undefined
  const type = types[word.toLowerCase()]
  const rdata = type?.read(words)
  return type === undefined || rdata === undefined ? undefined : { labels, type: type.code, ttl: own || ttl, rdata }
}

type Reader = { readonly code: number; readonly read: (words: Words) => Uint8Array | undefined }

const types: Readonly<Record<string, Reader>> = {
  a: {
    code: Type.A,
    read: (words) => {
      const text = new Ip4Text()
      // Janus ignores whatever follows the address.
      if (!text.number(words.bytes, words.at)) return undefined
      return Uint8Array.of(text.first >>> 24, text.first >>> 16, text.first >>> 8, text.first)
    },
  },
  txt: {
    code: Type.TXT,
    read: (words) => {
      const all = words.rest()
      const quoted = all.length >= 2 && all[0] === QUOTE && all.at(-1) === QUOTE
      const text = (quoted ? all.subarray(1, -1) : all).subarray(0, MAX_TEXT)
      return Uint8Array.of(text.length, ...text)
    },
  },
  mx: {
    code: Type.MX,
    read: (words) => {
      const number = words.next()
      const preference = /^\d{1,10}$/.test(number) ? Number(number) : Number.NaN
      const exchange = absoluteName(words.next())
      if (!Number.isInteger(preference) || preference > 0xffff || exchange === undefined || !words.isDone)
        return undefined
      const out = new Octets(64)
      out.u16(preference)
      out.append(exchange)
      return out.view().slice()
    },
  },
}

const QUOTE = 0x22
/** A <character-string> is at most 255 octets (RFC 1035 §3.3). */
const MAX_TEXT = 255
