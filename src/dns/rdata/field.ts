// One field of a type's rdata: how it is read from a master file, printed to one, and measured on the wire.
// Together the fields of a row (layouts.ts) give parse, print, decode and encode of that type.

import type { Octets } from '../octets.ts'
import type { Label } from '../says.ts'
import type { Words } from './words.ts'

/** Where printing stands inside one record's rdata. */
export type Cursor = { readonly bytes: Uint8Array; at: number; readonly end: number }

/**
 * What message compression may do to a name (RFC 3597 §4). `compressible`: of a type of RFC 1035, compressed when sent.
 * `expandable`: never compressed when sent, but old senders did, so that pointers are followed. `plain`: never a pointer.
 */
export type NameKind = 'compressible' | 'expandable' | 'plain'

/** Gets the names and addresses in a record; `word` is the word of the record's text that has them. */
export type Listener = {
  /** The name at `at`. */
  readonly name: (at: number, word: number) => void
  /** An address of 4 or 16 octets; for a network its first address. */
  readonly address: (octets: Uint8Array, word: number) => void
}

/** Tells the listener what is in bytes[at, end); `word` is the first word of the field. */
export type Tell = (bytes: Uint8Array, at: number, end: number, word: number, listener: Listener) => void

export interface Field {
  /** The RFC's names of its words. */
  readonly labels: readonly Label[]
  /** Set where the field is a domain name and nothing else. */
  readonly name: NameKind | undefined
  /** Takes its words and appends wire octets (names absolute and uncompressed), or refuses and returns false. */
  parse(words: Words, out: Octets): boolean
  /**
   * The presentation of the octets at the cursor, which it moves past them; empty where nothing is to be written, undefined
   * where only the generic form can say them.
   */
  print(cursor: Cursor): string | undefined
  /**
   * Octets the field takes at `at`, or -1 where they do not fit before `end` or are malformed. Fields before it in the same
   * rdata are already measured and may be looked at; a name inside must be uncompressed.
   */
  measure(bytes: Uint8Array, at: number, end: number): number
  /** Set where names or addresses are in it. */
  readonly tell: Tell | undefined
  /** The least number of words that it takes. */
  readonly words: number
}

export interface Layout {
  readonly type: number
  readonly mnemonic: string
  readonly fields: readonly Field[]
  /**
   * Index of the field whose name gets its addresses into the additional section (RFC 1034 §4.3.2 step 6): NS, MX, SRV,
   * KX, AFSDB, SVCB, HTTPS …
   */
  readonly target?: number
  /** RFC 4034 §6.2 as RFC 6840 §5.1 corrects it: names of this type are lower-cased in canonical form. */
  readonly lowerCase?: true
}

/** Makes every field, with one shape, so that calls stay fast. */
export function field(
  label: Label | readonly Label[],
  parse: Field['parse'],
  print: Field['print'],
  measure: Field['measure'],
  { name, tell, words = 1 }: Facts = {},
): Field {
  return { labels: typeof label === 'string' ? [label] : label, name, parse, print, measure, tell, words }
}

type Facts = { readonly name?: NameKind; readonly tell?: Tell; readonly words?: number }

/** For fields that are an address of `size` octets and nothing else. */
export function tellAddress(size: number): Tell {
  return (bytes, at, _end, word, listener) => listener.address(bytes.subarray(at, at + size), word)
}

/** For fields of a fixed size. */
export function sized(size: number): Field['measure'] {
  return (_, at, end) => (end - at < size ? -1 : size)
}
