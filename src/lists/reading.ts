// One dataset while its lines are read: of a list's files of one format, or of a part of a combined one.

import { EntryValue, isBlank, isComment, skipBlanks } from './entry-value.ts'
import type { ListFormat } from './formats.ts'
import { Ip4Build, TEST_UNLISTED } from './ip4-build.ts'
import { Ip4Text } from './ip4-text.ts'
import { PartKind } from './listing.ts'
import type { Dataset } from './make-listing.ts'
import type { ListReader } from './read-list.ts'
import { say } from './says.ts'
import { Templates } from './templates.ts'
import { NO_TEXT, Values } from './values.ts'

/** A record of a generic dataset. */
export type ListRecord = {
  /** Labels before the apex, as octets of a name without its end. */
  readonly labels: Uint8Array
  readonly type: number
  readonly ttl: number
  readonly rdata: Uint8Array
  readonly line: number
  readonly file: number
}

const BANG = 0x21
const COLON = 0x3a

export class Reading {
  readonly format: ListFormat
  readonly subzones: readonly Uint8Array[]
  readonly records: ListRecord[] = []
  readonly values = new Values()
  readonly templates = new Templates()
  ttl: number
  entries = 0
  readonly #reader: ListReader
  readonly #read: (bytes: Uint8Array, from: number, end: number) => void
  readonly #ip4: Ip4Build | undefined
  readonly #ip4Text = new Ip4Text()
  readonly #value = new EntryValue()
  /** Value of an entry that has none of its own, and its parts. */
  #default = 0
  #defaultAddress = 0
  #defaultFrom = NO_TEXT
  #defaultText: Uint8Array = new Uint8Array(0)
  #hasDefault = false

  constructor(format: ListFormat, subzones: readonly Uint8Array[], size: number, reader: ListReader) {
    this.format = format
    this.subzones = subzones
    this.#reader = reader
    this.ttl = reader.options.ttl
    const room = Math.max(64, size >>> 4)
    switch (format) {
      case 'ip4set':
        this.#ip4 = new Ip4Build({ nested: false, room })
        this.#read = this.#ip4Set
        break
      case 'ip4trie':
        this.#ip4 = new Ip4Build({ nested: true, room })
        this.#read = this.#ip4Trie
        break
      case 'ip4tset':
        this.#ip4 = new Ip4Build({ nested: false, room })
        this.#read = this.#ip4Single
        break
      default:
        this.#read = this.#outside
    }
    this.beginFile()
  }

  /** What files say of values holds to their end; in sets of single addresses and prefixes, the first that says so counts for all. */
  beginFile(): void {
    if (this.#hasDefault && (this.format === 'ip4tset' || this.format === 'ip6tset')) return
    this.#setDefault(this.#reader.options.code, NO_TEXT, new Uint8Array(0))
    this.#hasDefault = false
  }

  inherit({ ttl, templates }: Reading): void {
    this.ttl = ttl
    this.templates.inherit(templates)
  }

  #setDefault(address: number, from: number, text: Uint8Array): void {
    this.#defaultAddress = address
    this.#defaultFrom = from
    this.#defaultText = text
    this.#default = this.values.of(address, text, from, text.length)
  }

  /** bytes[from, end) is not empty, no comment, and no special line. */
  line(bytes: Uint8Array, from: number, end: number): void {
    if (bytes[from] === COLON && !(bytes[from + 1] === COLON && this.format === 'ip6trie'))
      this.#defaultLine(bytes, from, end)
    else this.#read(bytes, from, end)
  }

  #defaultLine(bytes: Uint8Array, from: number, end: number): void {
    const value = this.#value
    const single = this.format === 'ip4tset' || this.format === 'ip6tset'
    if (single && this.#hasDefault) return
    if (!value.read(bytes, from, end, this.#reader.options.code)) {
      this.#tellValue(from, end)
      return
    }
    const none = value.inherits || value.from === NO_TEXT
    this.#checkLength(value.from, none ? NO_TEXT : value.to)
    if (none) this.#setDefault(value.address, NO_TEXT, new Uint8Array(0))
    else this.#setDefault(value.address, 0, bytes.slice(value.from, Math.min(value.to, value.from + MAX_TEXT)))
    this.#hasDefault = true
  }

  /** The code of what stands behind an entry: a value's number, from 1; negative where it cannot be read. */
  #codeOf(bytes: Uint8Array, at: number, end: number): number {
    const from = skipBlanks(bytes, at, end)
    if (from >= end || isComment(bytes[from]!)) return this.#default + 1
    const value = this.#value
    if (!value.read(bytes, from, end, this.#defaultAddress)) {
      this.#tellValue(from, end)
      return -1
    }
    if (value.inherits)
      return this.values.of(value.address, this.#defaultText, this.#defaultFrom, this.#defaultText.length) + 1
    this.#checkLength(value.from, value.to)
    const to = value.from === NO_TEXT ? NO_TEXT : Math.min(value.to, value.from + MAX_TEXT)
    return this.values.of(value.address, bytes, value.from, to) + 1
  }

  #checkLength(from: number, to: number): void {
    if (to - from <= MAX_TEXT) return
    const message = say('list-text-long', { size: to - from, most: MAX_TEXT })
    this.#reader.tell('list-text-long', 'warning', message, say('list-shorten-text'), from, to)
  }

  #tellValue(from: number, end: number): void {
    const message = say('list-line-unread', { wanted: say('wanted-value') })
    this.#reader.tell('list-syntax', 'warning', message, say('list-line-ignored'), from, end)
  }

  #ip4Set(bytes: Uint8Array, from: number, end: number): void {
    const excludes = bytes[from] === BANG
    const at = excludes ? skipBlanks(bytes, from + 1, end) : from
    const text = this.#ip4Text
    if (!text.range(bytes, at) || !isEntryEnd(bytes, text.at, end)) {
      this.#tellEntry(from, end)
      return
    }
    this.#addIp4(bytes, from, end, excludes)
  }

  #ip4Trie(bytes: Uint8Array, from: number, end: number): void {
    const excludes = bytes[from] === BANG
    const at = excludes ? skipBlanks(bytes, from + 1, end) : from
    const text = this.#ip4Text
    if (!text.prefix(bytes, at) || !isEntryEnd(bytes, text.at, end)) {
      this.#tellEntry(from, end)
      return
    }
    this.#addIp4(bytes, from, end, excludes)
  }

  #ip4Single(bytes: Uint8Array, from: number, end: number): void {
    const text = this.#ip4Text
    if (!text.address(bytes, from) || !isEntryEnd(bytes, text.at, end)) {
      this.#tellEntry(from, end)
      return
    }
    this.entries++
    this.#ip4!.addPrefix(text.first, text.first, 1)
  }

  #addIp4(bytes: Uint8Array, from: number, end: number, excludes: boolean): void {
    const { first, last, bits, hostBits, at } = this.#ip4Text
    const reader = this.#reader
    if (hostBits) {
      const network = `${textOf((first & -(2 ** (32 - bits))) >>> 0)}/${bits}`
      const prefix = Buffer.from(bytes.subarray(from, at)).toString('latin1')
      reader.tell(
        'list-host-bits',
        'warning',
        say('list-host-bits', { prefix }),
        say('list-write-network', { network }),
        from,
        at,
      )
      return
    }
    if (reader.maxRange > 0 && last - first + 1 > reader.maxRange) {
      const message = say('list-range-large', { size: last - first + 1, most: reader.maxRange })
      reader.tell('list-range-too-large', 'warning', message, say('list-narrow-range'), from, at)
      return
    }
    const code = excludes ? 0 : this.#codeOf(bytes, at, end)
    if (code < 0) return
    this.entries++
    if (this.format === 'ip4trie') this.#ip4!.addPrefix(first, last, code)
    else this.#ip4!.addRange(first, last, code)
  }

  #outside(_bytes: Uint8Array, from: number, end: number): void {
    const message = say('list-line-unread', { wanted: say('wanted-dataset') })
    this.#reader.tell('list-syntax', 'error', message, say('list-specials-are'), from, end)
  }

  #tellEntry(from: number, end: number): void {
    const wanted = say(`wanted-${this.format as 'ip4set'}`)
    this.#reader.tell(
      'list-syntax',
      'warning',
      say('list-line-unread', { wanted }),
      say('list-line-ignored'),
      from,
      end,
    )
  }

  finish(): Dataset[] {
    const { values, templates, ttl, subzones } = this
    if (this.#ip4 === undefined) return []
    const single = this.format === 'ip4tset'
    // All entries of such a set have one value, which is the first: the others were never used.
    const own = single ? new Values() : values
    if (single) own.of(this.#defaultAddress, this.#defaultText, this.#defaultFrom, this.#defaultText.length)
    const test = own.of(this.#reader.options.code, new Uint8Array(0), NO_TEXT, NO_TEXT) + 1
    const codes = this.#ip4.finish(own, test)
    if (codes.listsUnlisted) {
      const address = textOf(TEST_UNLISTED)
      this.#reader.tellFile(
        'list-test-point',
        'error',
        say('list-unlisted-listed', { address }),
        say('list-exclude-point', { address }),
      )
    }
    if (codes.listed > EVERYTHING)
      this.#reader.tellFile(
        'list-everything',
        'error',
        say('list-lists-all', { listed: codes.listed }),
        say('list-mend-range'),
      )
    const textOfValue = (value: number) => templates.expand(own.text(value))
    return [{ kind: PartKind.ip4, ttl, subzones, values: own, textOf: textOfValue, words: codes.words }]
  }
}

/** RFC 1035 §3.3. */
const MAX_TEXT = 255

/** All but one /8 of the addresses that anybody may have. */
const EVERYTHING = 223 * 2 ** 24

function isEntryEnd(bytes: Uint8Array, at: number, end: number): boolean {
  const octet = bytes[at]!
  return at >= end || isBlank(octet) || isComment(octet) || octet === COLON
}

function textOf(address: number): string {
  return [24, 16, 8, 0].map((shift) => (address >>> shift) & 0xff).join('.')
}
