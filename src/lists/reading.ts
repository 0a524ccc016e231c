// A dataset while its lines are read: that of a list's adjacent files of one format, or a part of a combined one.

import { ip4TextOf, ip6TextOf } from './address-texts.ts'
import { EntryValue, isComment, isEntryEnd, skipBlanks } from './entry-value.ts'
import type { ListFormat } from './formats.ts'
import { type ListRecord, readGeneric } from './generic.ts'
import { Ip4Build, TEST_UNLISTED } from './ip4-build.ts'
import { Ip4Text } from './ip4-text.ts'
import { Ip6Build, TEST_UNLISTED_6 } from './ip6-build.ts'
import { Ip6Text } from './ip6-text.ts'
import { PartKind } from './listing.ts'
import type { Dataset, PartWords } from './make-listing.ts'
import { NameText } from './name-text.ts'
import { INVALID_NAME, Kind as NameKind, NamesBuild, TEST_NAME } from './names-build.ts'
import { NameCode } from './names-part.ts'
import { Stated } from './needless.ts'
import { PlainIp4, PlainIp6, type PlainLines } from './plain-lines.ts'
import type { ListReader } from './read-list.ts'
import { say } from './says.ts'
import { Words } from './specials.ts'
import { Templates } from './templates.ts'
import { NO_TEXT, Values } from './values.ts'

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
  readonly #plain: PlainLines | undefined
  readonly #ip4: Ip4Build | undefined
  readonly #ip6: Ip6Build | undefined
  readonly #names: NamesBuild | undefined
  readonly #ip4Text = new Ip4Text()
  readonly #ip6Text = new Ip6Text()
  readonly #nameText = new NameText()
  readonly #value = new EntryValue()
  readonly #stated: Stated | undefined
  /** The default value of entries, and its parts. */
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
    this.#stated = reader.options.tellsNeedless ? new Stated(reader) : undefined
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
      case 'ip6trie':
      case 'ip6tset':
        this.#ip6 = new Ip6Build(room)
        this.#read = format === 'ip6trie' ? this.#ip6Trie : this.#ip6Set
        break
      case 'dnset':
        this.#names = new NamesBuild(size)
        this.#read = this.#name
        break
      case 'generic':
        this.#read = this.#generic
        break
      case 'combined':
        this.#read = this.#outside
        break
      default:
        this.#read = format satisfies never
    }
    // To report needless lines, we look at each line.
    if (this.#stated === undefined) this.#plain = this.#plainLines()
    this.beginFile()
  }

  #plainLines(): PlainLines | undefined {
    if (this.#ip4) return new PlainIp4(this.#ip4.singles)
    return this.#ip6 && new PlainIp6(this.#ip6, { slashed: this.format === 'ip6trie' })
  }

  get #hasOneValue(): boolean {
    return this.format === 'ip4tset' || this.format === 'ip6tset'
  }

  /** A file's default value holds to its end; in ip4tset and ip6tset the first default counts for all. */
  beginFile(): void {
    if (this.#hasDefault && this.#hasOneValue) return
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

  /** Reads and counts entries that are alone on their lines; returns where the first other line begins. */
  plainLines(bytes: Uint8Array, at: number, size: number): number {
    const plain = this.#plain
    if (plain === undefined) return at
    const before = plain.count
    const next = plain.read(bytes, at, size, this.#hasOneValue ? 1 : this.#default + 1)
    this.entries += plain.count - before
    return next
  }

  /** Reads the line bytes[from, end), which is neither empty, a comment nor a special line. */
  line(bytes: Uint8Array, from: number, end: number): void {
    if (bytes[from] === COLON && !(bytes[from + 1] === COLON && this.format === 'ip6trie'))
      this.#defaultLine(bytes, from, end)
    else this.#read(bytes, from, end)
  }

  #defaultLine(bytes: Uint8Array, from: number, end: number): void {
    const value = this.#value
    if (this.#hasOneValue && this.#hasDefault) return
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

  /** The code of the value behind an entry, from 1; negative where it cannot be read. */
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
    this.#stated?.range(text.first, text.first, 1, from, text.at)
    this.#ip4!.addRange(text.first, text.first, 1)
  }

  #addIp4(bytes: Uint8Array, from: number, end: number, excludes: boolean): void {
    const { first, last, bits, hostBits, at } = this.#ip4Text
    const reader = this.#reader
    if (hostBits) {
      this.#tellHostBits(`${ip4TextOf((first & -(2 ** (32 - bits))) >>> 0)}/${bits}`, bytes, from, at)
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
    this.#stated?.range(first, last, code, from, at)
    if (this.format === 'ip4trie') this.#ip4!.addPrefix(first, last, code)
    else this.#ip4!.addRange(first, last, code)
  }

  #ip6Trie(bytes: Uint8Array, from: number, end: number): void {
    const excludes = bytes[from] === BANG
    const text = this.#ip6Text
    if (!text.prefix(bytes, excludes ? skipBlanks(bytes, from + 1, end) : from) || !isEntryEnd(bytes, text.at, end)) {
      this.#tellEntry(from, end)
      return
    }
    if (text.hostBits) {
      this.#tellHostBits(`${ip6TextOf(text.words)}/${text.bits}`, bytes, from, text.at)
      return
    }
    const code = excludes ? 0 : this.#codeOf(bytes, text.at, end)
    if (code < 0) return
    this.entries++
    this.#stated?.ip6(text.words, text.bits, code, from, text.at)
    this.#ip6!.add(text.words, text.bits, code)
  }

  /** Reads ip6tset: networks of 64 bits, all with one value; exclusions are whole addresses. */
  #ip6Set(bytes: Uint8Array, from: number, end: number): void {
    const excludes = bytes[from] === BANG
    const text = this.#ip6Text
    const read = text.prefix(bytes, excludes ? skipBlanks(bytes, from + 1, end) : from)
    if (
      !read ||
      !isEntryEnd(bytes, text.at, end) ||
      text.bits !== (excludes ? 128 : 64) ||
      isSlashed(bytes, from, text.at)
    ) {
      this.#tellEntry(from, end, excludes ? 'wanted-ip6-exclusion' : 'wanted-ip6tset')
      return
    }
    this.entries++
    this.#stated?.ip6(text.words, text.bits, excludes ? 0 : 1, from, text.at)
    this.#ip6!.add(text.words, text.bits, excludes ? 0 : 1)
  }

  #name(bytes: Uint8Array, from: number, end: number): void {
    const excludes = bytes[from] === BANG
    const name = this.#nameText
    if (!name.read(bytes, excludes ? skipBlanks(bytes, from + 1, end) : from, end)) {
      this.#tellEntry(from, end)
      return
    }
    const code = excludes ? 0 : this.#codeOf(bytes, name.at, end)
    if (code < 0) return
    this.entries++
    this.#stated?.name(name, code, from, name.at)
    const node = this.#names!.node(name.labels, name.length)
    if (name.own) this.#setName(node, NameKind.own, code)
    if (name.below) this.#setName(node, NameKind.below, code)
  }

  /** Sets the code of a name: values of several lines come together, and an exclusion goes before all. */
  #setName(node: number, kind: number, code: number): void {
    const names = this.#names!
    const before = names.code(node, kind)
    if (before === NameCode.excluded) return
    if (code === 0) names.setCode(node, kind, NameCode.excluded)
    else if (before === NameCode.none) names.setCode(node, kind, NameCode.firstValue + code - 1)
    else {
      const set = this.values.with(before - NameCode.firstValue, code - 1)
      names.setCode(node, kind, NameCode.firstValue + set)
    }
  }

  #generic(bytes: Uint8Array, from: number, end: number): void {
    const record = readGeneric(new Words(bytes, from, end), this.ttl)
    if (record === undefined) {
      this.#tellEntry(from, end)
      return
    }
    this.entries++
    const { line, file } = this.#reader
    for (const subzone of this.subzones) {
      const labels = new Uint8Array([...record.labels, ...subzone])
      this.records.push({ ...record, labels, line, file })
    }
  }

  #outside(_bytes: Uint8Array, from: number, end: number): void {
    const message = say('list-line-unread', { wanted: say('wanted-dataset') })
    this.#reader.tell('list-syntax', 'error', message, say('list-specials-are'), from, end)
  }

  #tellHostBits(network: string, bytes: Uint8Array, from: number, at: number): void {
    const prefix = Buffer.from(bytes.subarray(from, at)).toString('latin1')
    const message = say('list-host-bits', { prefix })
    this.#reader.tell('list-host-bits', 'warning', message, say('list-write-network', { network }), from, at)
  }

  #tellEntry(from: number, end: number, code?: 'wanted-ip6-exclusion' | 'wanted-ip6tset'): void {
    const wanted = say(code ?? `wanted-${this.format as Exclude<ListFormat, 'combined'>}`)
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
    this.#stated?.tell()
    const { templates, ttl, subzones } = this
    const single = this.#hasOneValue
    // All entries of such a set have one value, the first: others were never used.
    const values = single ? new Values() : this.values
    if (single) values.of(this.#defaultAddress, this.#defaultText, this.#defaultFrom, this.#defaultText.length)
    const test = values.of(this.#reader.options.code, new Uint8Array(0), NO_TEXT, NO_TEXT) + 1
    const textOfValue = (value: number) => templates.expand(values.text(value))
    const dataset = { ttl, subzones, values, textOf: textOfValue }
    if (this.#ip4) return [{ ...dataset, kind: PartKind.ip4, words: this.#ip4Words(this.#ip4, values, test) }]
    if (this.#ip6) return [{ ...dataset, kind: PartKind.ip6, words: this.#ip6Words(this.#ip6, test) }]
    if (this.#names) return [{ ...dataset, kind: PartKind.names, words: this.#nameWords(this.#names, values, test) }]
    return []
  }

  #ip4Words(build: Ip4Build, values: Values, test: number): PartWords {
    const codes = build.finish(values, test)
    if (codes.listsUnlisted) this.#tellTestPoint(ip4TextOf(TEST_UNLISTED))
    if (codes.listed > EVERYTHING) {
      const message = say('list-lists-all', { listed: codes.listed })
      this.#reader.tellFile('list-everything', 'error', message, say('list-mend-range'))
    }
    return codes.words
  }

  #ip6Words(build: Ip6Build, test: number): PartWords {
    const codes = build.finish(test)
    if (codes.code(TEST_UNLISTED_6) !== 0) this.#tellTestPoint('::ffff:127.0.0.1')
    return codes.words
  }

  #nameWords(build: NamesBuild, values: Values, test: number): PartWords {
    if (build.said(TEST_NAME) < NameCode.firstValue)
      build.setCode(build.node(TEST_NAME), NameKind.own, NameCode.firstValue + test - 1)
    if (build.said(INVALID_NAME) >= NameCode.firstValue) this.#tellTestPoint('invalid')
    return build.finish((set) => values.numberOf(set))
  }

  #tellTestPoint(address: string): void {
    const message = say('list-unlisted-listed', { address })
    this.#reader.tellFile('list-test-point', 'error', message, say('list-exclude-point', { address }))
  }
}

/** A <character-string> is at most 255 octets (RFC 1035 §3.3). */
const MAX_TEXT = 255

/** So many addresses, all unicast ones but a /8, count as everything. */
const EVERYTHING = 223 * 2 ** 24

/** Whether the prefix has its length written out. */
function isSlashed(bytes: Uint8Array, from: number, to: number): boolean {
  for (let p = from; p < to; p++) if (bytes[p] === 0x2f) return true
  return false
}
