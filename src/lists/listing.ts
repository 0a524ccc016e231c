// The entries of a list in the image of its zone: parts, each a set of addresses or names with a value for each, and the values. All is one
// array of words that the threads share; an entry is the number of a value.
//
//   word 0       parts
//        1       entries, as they stand in files
//        2 … 5   values:  set -> its first record | record -> address | record -> text | texts, in octets
//        6       sets
//        8 …     a row for each part: kind, TTL, first set, subzone (in the texts), its labels, and what the kind needs
//
// The value of an address or name is a set of records, each an address and perhaps a text. A text is its length (two octets) and its
// octets, where a zero octet stands for the address or name itself.

import { compareLabels, MAX_NAME } from '../dns/name.ts'
import type { Suffixes } from '../dns/suffixes.ts'
import { Type } from '../dns/types.ts'
import { ABSENT, EMPTY, type Entries, type Entry } from './entries.ts'
import { Ip4Part } from './ip4-part.ts'
import { Ip6Part } from './ip6-part.ts'
import { NamesPart } from './names-part.ts'

export const Head = { parts: 0, entries: 1, setFirst: 2, address: 3, text: 4, texts: 5, sets: 6, rows: 8 } as const

/** Words of a part's row. */
export const Row = { kind: 0, ttl: 1, firstSet: 2, subzone: 3, labels: 4, own: 5, words: 20 } as const

export const PartKind = { ip4: 4, ip6: 6, names: 1 } as const

/** Change it with the layout: Janus then makes images of the old one anew. */
export const LISTING_FORMAT = 1

/** A part. Its find() gives the number of a value, from 0, or ABSENT or EMPTY. */
export interface Part {
  find(name: Suffixes, apexAt: number): number
  /** Writes the found address or name, for texts, at out[at, end), as far as there is room; returns where it ends. */
  writeSubject(out: Uint8Array, at: number, end: number): number
  /** As Listing.names(), relative to the part's subzone. */
  names(): Generator<Uint8Array, void, undefined>
}

type Attached = {
  readonly part: Part
  readonly ttl: number
  readonly firstSet: number
  /** Where the subzone's labels lie in the texts, one behind the other. */
  readonly subzone: number
  readonly labels: number
}

/** The entry of a name that several parts have: the values of all. */
const SEVERAL: Entry = 0x3fffffff

export function openListing(words: Uint32Array): Listing {
  return new Listing(words)
}

export class Listing implements Entries {
  readonly lasts = true
  readonly #words: Uint32Array
  readonly #texts: Uint8Array
  readonly #parts: readonly Attached[]
  /** Whether any part lies below the apex. */
  readonly #divided: boolean
  /** The parts that found the name last, and their values. */
  readonly #foundPart: Int32Array
  readonly #foundSet: Int32Array
  #found = 0

  constructor(words: Uint32Array) {
    this.#words = words
    this.#texts = new Uint8Array(words.buffer, words.byteOffset, words.byteLength).subarray(words[Head.texts]! * 4)
    this.#parts = Array.from({ length: words[Head.parts]! }, (_, i) => this.#open(Head.rows + i * Row.words))
    this.#divided = this.#parts.some(({ labels }) => labels > 0)
    this.#foundPart = new Int32Array(this.#parts.length)
    this.#foundSet = new Int32Array(this.#parts.length)
  }

  /** How many entries the files have. */
  get entries(): number {
    return this.#words[Head.entries]!
  }

  get octets(): number {
    return this.#words.byteLength
  }

  #open(row: number): Attached {
    const words = this.#words
    return {
      part: openPart(words, row),
      ttl: words[row + Row.ttl]!,
      firstSet: words[row + Row.firstSet]!,
      subzone: words[row + Row.subzone]!,
      labels: words[row + Row.labels]!,
    }
  }

  find(name: Suffixes, apexAt: number): Entry {
    this.#found = 0
    if (apexAt === 0) return EMPTY
    const parts = this.#parts
    const labels = this.#divided ? this.#subzoneOf(name, apexAt) : 0
    let exists = false
    for (let i = 0; i < parts.length; i++) {
      const attached = parts[i]!
      if (this.#divided) {
        if (attached.labels > labels && this.#leadsTo(attached, name, apexAt)) exists = true
        if (attached.labels !== labels || !this.#isIn(attached, name, apexAt)) continue
        if (labels === apexAt) {
          exists = true
          continue
        }
      }
      const value = attached.part.find(name, apexAt - labels)
      if (value === ABSENT) continue
      exists = true
      if (value === EMPTY) continue
      this.#foundPart[this.#found] = i
      this.#foundSet[this.#found++] = attached.firstSet + value
    }
    if (this.#found === 0) return exists ? EMPTY : ABSENT
    return this.#found === 1 ? this.#foundSet[0]! : SEVERAL
  }

  /**
   * The names that exist because of entries, without those that wildcards stand for: labels before the apex, without the root label. The
   * octets of each are overwritten for the next. To see the wildcard below a name, ask find() for `*` there.
   */
  *names(): Generator<Uint8Array, void, undefined> {
    // A name that several parts have comes once.
    const seen = this.#parts.length > 1 ? new Set<string>() : undefined
    const isNew = (name: Uint8Array): boolean => {
      const key = seen && Buffer.from(name).toString('latin1')
      if (key === undefined || seen === undefined) return true
      return !seen.has(key) && seen.add(key) !== undefined
    }
    const whole = new Uint8Array(MAX_NAME)
    for (const { part, subzone, labels } of this.#parts) {
      const below = this.#labelsAt(subzone, labels)
      for (let at = 0; at < below.length; at += below[at]! + 1) if (isNew(below.subarray(at))) yield below.subarray(at)
      for (const name of part.names()) {
        if (name.length + below.length > MAX_NAME) continue
        whole.set(name)
        whole.set(below, name.length)
        const full = whole.subarray(0, name.length + below.length)
        if (isNew(full)) yield full
      }
    }
  }

  #labelsAt(from: number, labels: number): Uint8Array {
    let to = from
    for (let i = 0; i < labels; i++) to += this.#texts[to]! + 1
    return this.#texts.slice(from, to)
  }

  /** The number of labels of the deepest subzone that the name lies in. */
  #subzoneOf(name: Suffixes, apexAt: number): number {
    let deepest = 0
    for (let i = 0; i < this.#parts.length; i++) {
      const attached = this.#parts[i]!
      if (attached.labels > deepest && this.#isIn(attached, name, apexAt)) deepest = attached.labels
    }
    return deepest
  }

  #isIn({ subzone, labels }: Attached, name: Suffixes, apexAt: number): boolean {
    if (labels > apexAt) return false
    let at = subzone
    for (let i = apexAt - labels; i < apexAt; i++) {
      if (compareLabels(name.bytes, name.at[i]!, this.#texts, at) !== 0) return false
      at += this.#texts[at]! + 1
    }
    return true
  }

  /** Whether the subzone lies below the name. */
  #leadsTo({ subzone, labels }: Attached, name: Suffixes, apexAt: number): boolean {
    let at = subzone
    for (let i = 0; i < labels - apexAt; i++) at += this.#texts[at]! + 1
    for (let i = 0; i < apexAt; i++) {
      if (compareLabels(name.bytes, name.at[i]!, this.#texts, at) !== 0) return false
      at += this.#texts[at]! + 1
    }
    return true
  }

  count(_entry: Entry, type: number): number {
    if (type !== Type.A && type !== Type.TXT) return 0
    let count = 0
    for (let found = 0; found < this.#found; found++) {
      const set = this.#foundSet[found]!
      for (let record = this.#first(set), end = this.#first(set + 1); record < end; record++)
        if (this.#counts(found, record, type)) count++
    }
    return count
  }

  write(_entry: Entry, type: number, index: number, out: Uint8Array, at: number): number {
    let left = index
    for (let found = 0; found < this.#found; found++) {
      const set = this.#foundSet[found]!
      for (let record = this.#first(set), end = this.#first(set + 1); record < end; record++) {
        if (!this.#counts(found, record, type) || left-- > 0) continue
        return type === Type.A ? this.#writeAddress(record, out, at) : this.#writeText(found, record, out, at)
      }
    }
    return 0
  }

  /** RFC 2181 §5.2: one TTL for all records of a set, the smallest. */
  ttl(_entry: Entry): number {
    let ttl = this.#parts[this.#foundPart[0]!]!.ttl
    for (let found = 1; found < this.#found; found++) ttl = Math.min(ttl, this.#parts[this.#foundPart[found]!]!.ttl)
    return ttl
  }

  isCommon(entry: Entry, type: number): boolean {
    if (entry === SEVERAL) return false
    if (type !== Type.TXT) return true
    for (let record = this.#first(entry), end = this.#first(entry + 1); record < end; record++)
      if (this.#namesSubject(record)) return false
    return true
  }

  #first(set: number): number {
    return this.#words[this.#words[Head.setFirst]! + set]!
  }

  /** Whether `record`, of the value that part number `found` found, is of the type and repeats no record before it. */
  #counts(found: number, record: number, type: number): boolean {
    const words = this.#words
    const column = words[type === Type.A ? Head.address : Head.text]!
    const said = words[column + record]!
    if (type === Type.TXT && said === 0) return false
    for (let f = 0; f <= found; f++) {
      const set = this.#foundSet[f]!
      const end = f === found ? record : this.#first(set + 1)
      for (let earlier = this.#first(set); earlier < end; earlier++) if (words[column + earlier] === said) return false
    }
    return true
  }

  #writeAddress(record: number, out: Uint8Array, at: number): number {
    const address = this.#words[this.#words[Head.address]! + record]!
    out[at] = address >>> 24
    out[at + 1] = address >>> 16
    out[at + 2] = address >>> 8
    out[at + 3] = address
    return 4
  }

  /** Writes a text as one string, as rbldnsd does: cuts what does not fit. */
  #writeText(found: number, record: number, out: Uint8Array, at: number): number {
    const texts = this.#texts
    const start = this.#words[this.#words[Head.text]! + record]! - 1
    const last = start + 2 + ((texts[start]! << 8) | texts[start + 1]!)
    const end = at + MAX_TEXT + 1
    const { part } = this.#parts[this.#foundPart[found]!]!
    let p = at + 1
    for (let from = start + 2; from < last && p < end; from++) {
      if (texts[from] === 0) p = part.writeSubject(out, p, end)
      else out[p++] = texts[from]!
    }
    out[at] = p - at - 1
    return p - at
  }

  #namesSubject(record: number): boolean {
    const text = this.#words[this.#words[Head.text]! + record]!
    if (text === 0) return false
    const texts = this.#texts
    const last = text + 1 + ((texts[text - 1]! << 8) | texts[text]!)
    for (let from = text + 1; from < last; from++) if (texts[from] === 0) return true
    return false
  }
}

function openPart(words: Uint32Array, row: number): Part {
  const own = row + Row.own
  switch (words[row + Row.kind]) {
    case PartKind.ip4:
      return new Ip4Part(words, own)
    case PartKind.ip6:
      return new Ip6Part(words, own)
    default:
      return new NamesPart(words, own)
  }
}

/** RFC 1035 §3.3: octets of one string. */
const MAX_TEXT = 255
