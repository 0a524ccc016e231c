// How the log writes a change of layers: for each rrset that changes, all that the layer then has of it.
//
//   faces | each: view's name | zone's name | serial | digest | sets | each: owner | type | TTL | entries
//    u16          u16 + text      wire form     u32    u16 + text  u32        wire    u16   u32     u32
//
//   each entry: how | TTL | when | until, or 0 | key's name | client's address | rdata
//               u8    u32   f64       f64        u16 + text     u16 + text       u16 + octets
//
// Times are those of the wall clock. After somebody has set the clock, a record of no faces says by how many milliseconds: entries written
// before it end so much later.
//
//   0 | by
//  u16  f64
//
// Behind its faces, a record may say by which settings everybody is shown the sets of each; nothing where few are. Another record of no
// faces says so of all that a layer has by then, but for some owners.
//
//   each: settings             0 | view's name | zone's name | settings | owners | each: owner
//         u16 + text          u16   u16 + text    wire form   u16 + text   u32          wire
//
// An earlier version reads neither, and what it writes has no such mark.

import { nameLength } from '../dns/name.ts'
import { Octets } from '../dns/octets.ts'
import type { FaceName } from '../store/change.ts'
import { equalKey } from '../zone/same.ts'
import { type LayerEntry, type LayerSet, ownerKey } from './entry.ts'

export type LayerRecord = {
  readonly name: FaceName
  /** The serial of the edition with these sets; and the digest of its content, if known. */
  readonly serial: number
  readonly digest: string | undefined
  readonly sets: readonly LayerSet[]
  /** A word for the settings by which everybody may be shown the sets (serve/shown-layers.ts); undefined: nobody knows that. */
  readonly shown?: string | undefined
}

/** What everybody is shown of a layer, and by which settings: all but the owners `unseen`, by ownerKey(). An empty word: nothing. */
export type ShownMark = { readonly name: FaceName; readonly shown: string; readonly unseen: ReadonlySet<string> }

/** `skew`: by how much the wall clock is ahead of the clock that the entries go by. */
export function writeLayerRecords(records: readonly LayerRecord[], skew = 0): Uint8Array {
  const octets = new Octets(1024)
  octets.u16(records.length)
  for (const { name, serial, digest = '', sets } of records) {
    appendText(octets, name.view)
    octets.append(name.origin)
    octets.u32(serial)
    appendText(octets, digest)
    octets.u32(sets.length)
    for (const set of sets) appendSet(octets, set, skew)
  }
  if (records.some(({ shown }) => shown)) for (const { shown = '' } of records) appendText(octets, shown)
  return octets.view().slice()
}

/** Always longer than a step: readShown() tells the two apart by that. */
export function writeShown({ name, shown, unseen }: ShownMark): Uint8Array {
  const octets = new Octets(256)
  octets.u16(0)
  appendText(octets, name.view)
  octets.append(name.origin)
  appendText(octets, shown)
  octets.u32(unseen.size)
  for (const owner of unseen) octets.append(Buffer.from(owner, 'latin1'))
  return octets.view().slice()
}

/** Undefined for any other record. */
export function readShown(bytes: Uint8Array): ShownMark | undefined {
  if (bytes.length <= STEP_OCTETS) return undefined
  const reader = new Reader(bytes)
  if (reader.u16() !== 0) return undefined
  const view = reader.text()
  const origin = reader.name()
  const shown = reader.text()
  const unseen = new Set(Array.from({ length: reader.u32() }, () => ownerKey(reader.name())))
  return { name: { view, origin }, shown, unseen }
}

/** An earlier version finds no face in such a record, and goes on. */
export function writeStep(by: number): Uint8Array {
  const octets = new Octets(16)
  octets.u16(0)
  appendTime(octets, by)
  return octets.view().slice()
}

/** By how much somebody set the wall clock; 0 for a record of faces. */
export function readStep(bytes: Uint8Array): number {
  const words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  return bytes.length === STEP_OCTETS && words.getUint16(0) === 0 ? words.getFloat64(2) : 0
}

const STEP_OCTETS = 10

function appendSet(octets: Octets, { owner, type, ttl = NO_TTL, added, hidden }: LayerSet, skew: number): void {
  octets.append(owner, 0, nameLength(owner, 0))
  octets.u16(type)
  octets.u32(ttl)
  octets.u32(added.size + hidden.size)
  for (const entry of [...added.values(), ...hidden.values()]) appendEntry(octets, entry, skew)
}

/** No TTL is so long (RFC 2181 §8). */
const NO_TTL = 0xffffffff

function appendEntry(octets: Octets, { how, ttl, at, until, by, rdata }: LayerEntry, skew: number): void {
  octets.u8(HOWS.indexOf(how))
  octets.u32(ttl)
  appendTime(octets, at + skew)
  appendTime(octets, until === undefined ? 0 : until + skew)
  appendText(octets, by.key ?? '')
  appendText(octets, by.address)
  octets.u16(rdata.length)
  octets.append(rdata)
}

const HOWS = ['add', 'hide'] as const

function appendTime(octets: Octets, time: number): void {
  const bytes = Buffer.alloc(8)
  bytes.writeDoubleBE(time)
  octets.append(bytes)
}

function appendText(octets: Octets, text: string): void {
  const bytes = Buffer.from(text)
  octets.u16(bytes.length)
  octets.append(bytes)
}

/** Reads what writeLayerRecords() wrote. The caller has checked the checksum. */
export function readLayerRecords(bytes: Uint8Array): LayerRecord[] {
  const reader = new Reader(bytes)
  const records = Array.from({ length: reader.u16() }, (): LayerRecord => {
    const view = reader.text()
    const origin = reader.name()
    const serial = reader.u32()
    const digest = reader.text()
    const sets = Array.from({ length: reader.u32() }, () => readSet(reader))
    return { name: { view, origin }, serial, digest: digest === '' ? undefined : digest, sets }
  })
  return reader.isAtEnd ? records : records.map((record) => ({ ...record, shown: reader.text() }))
}

function readSet(reader: Reader): LayerSet {
  const owner = reader.name()
  const type = reader.u16()
  const ttl = reader.u32()
  const entries = Array.from({ length: reader.u32() }, () => readEntry(reader, owner, type))
  const of = (wanted: LayerEntry['how']) =>
    new Map(
      entries
        .filter(({ how }) => how === wanted)
        .map((entry) => [equalKey(type, entry.rdata, 0, entry.rdata.length), entry]),
    )
  return { owner, type, ttl: ttl === NO_TTL ? undefined : ttl, added: of('add'), hidden: of('hide') }
}

function readEntry(reader: Reader, owner: Uint8Array, type: number): LayerEntry {
  const how = HOWS[reader.u8()]!
  const ttl = reader.u32()
  const at = reader.f64()
  const until = reader.f64()
  const key = reader.text()
  const address = reader.text()
  const rdata = reader.octets(reader.u16())
  return {
    ...{ owner, type, rdata, ttl, how, at },
    by: { key: key === '' ? undefined : key, address },
    until: until === 0 ? undefined : until,
  }
}

class Reader {
  readonly #bytes: Uint8Array
  readonly #words: DataView
  #at = 0

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes
    this.#words = new DataView(bytes.buffer, bytes.byteOffset, bytes.length)
  }

  get isAtEnd(): boolean {
    return this.#at === this.#bytes.length
  }

  u8(): number {
    return this.#words.getUint8(this.#at++)
  }

  u16(): number {
    this.#at += 2
    return this.#words.getUint16(this.#at - 2)
  }

  u32(): number {
    this.#at += 4
    return this.#words.getUint32(this.#at - 4)
  }

  f64(): number {
    this.#at += 8
    return this.#words.getFloat64(this.#at - 8)
  }

  octets(length: number): Uint8Array {
    this.#at += length
    return this.#bytes.slice(this.#at - length, this.#at)
  }

  text(): string {
    return Buffer.from(this.octets(this.u16())).toString()
  }

  name(): Uint8Array {
    return this.octets(nameLength(this.#bytes, this.#at))
  }
}
