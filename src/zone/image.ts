// Where the octets of one loaded zone lie. A zone is one SharedArrayBuffer: threads share it, and the same octets in a file are
// the compiled image. Only this folder knows the layout; everybody else asks a Zone (zone.ts).
//
//   header | node columns | rrset columns | record lines | hash table | version columns | listing | heap
//
// The listing is what a list of addresses or names has beside its nodes (lists/listing.ts); in most zones there is none.
//
// An image may have room: columns that are longer than what they hold. The editor appends editions of the zone there (editor.ts), and
// changes nothing that an older edition reads. Columns are arrays of 32-bit words, one element per node, rrset or record; numbers in this
// machine's byte order. The heap holds octets: the apex name, one label per node (length octet first, spelled as in the file), and the
// rdata:
//
//   rrset k, its records one behind the other:   [target: u32 little-endian]  rdlength: u16 big-endian  rdata
//
// `target` is there only for types whose rdata names a host (MX, NS, SRV …); see Target in marks.ts.

import { keyedLabelHash } from '../dns/keyed-hash.ts'
import { layouts } from '../dns/rdata/layouts.ts'
import { hashLabel, ROOT_HASH } from '../dns/suffixes.ts'
import { LISTING_FORMAT } from '../lists/listing.ts'
import { take } from '../memory/budget.ts'
import { Flag, Target } from './marks.ts'
import { nodeBits, slotOf } from './tree.ts'

export const MAGIC = 0x4a4e5553 // "JNUS"

/** Header words. */
export const Word = {
  magic: 0,
  format: 1,
  size: 2,
  nodes: 3,
  sets: 4,
  records: 5,
  slots: 6,
  heap: 7,
  /** 1: NSEC, 2: NSEC3 chain at the apex. */
  signed: 8,
  /** Number of entries in the order column: owners of NSEC in canonical order, or of NSEC3 by hash. */
  ordered: 9,
  /** First octet of the checksum field, zero while it is computed. */
  checksum: 10,
  /** How much of the columns the zone as it was finished takes; the numbers above say how long they are. */
  usedNodes: 11,
  usedSets: 12,
  usedRecords: 13,
  usedHeap: 14,
  versions: 15,
  /** The key of the zone's hash of names, in two words; both are zero where the zone has the hash of all zones. */
  key: 16,
  /** 1: somebody added names that meet in one place of the table; an image folded from this one gets a key. */
  crowded: 18,
  listing: 19,
} as const
const HEADER_WORDS = 20

/** The extent of each part, in the order in which they lie. */
export type Sizes = Used & {
  readonly slots: number
  readonly ordered: number
  /** How many versions of nodes fit. */
  readonly versions: number
  /** In words. */
  readonly listing: number
}

/** How much of the columns with room is in use. */
export type Used = {
  readonly nodes: number
  readonly sets: number
  readonly records: number
  /** In octets. */
  readonly heap: number
}

/** Typed arrays over one image. */
export class Columns {
  readonly buffer: SharedArrayBuffer
  readonly header!: Uint32Array
  /** node -> its parent; the apex is its own. A parent's number is below its children's. */
  readonly parent!: Uint32Array
  /** node -> heap offset of its label. */
  readonly label!: Uint32Array
  /** node -> its first rrset; one more element than nodes. */
  readonly firstSet!: Uint32Array
  /** rrset -> its type; for RRSIG the type covered in the upper 16 bits. */
  readonly setType!: Uint32Array
  readonly setTtl!: Uint32Array
  /** rrset -> heap offset of its first record. */
  readonly setData!: Uint32Array
  /** rrset -> its first record; one more element than rrsets. */
  readonly firstRecord!: Uint32Array
  /** record -> the line it was read from (ZoneText.place()). */
  readonly line!: Uint32Array
  /** Owners of the denial chain, in its order. */
  readonly order!: Uint32Array
  /** Open addressing, linear probing: node + 1 with bits of its name's hash above (tree.ts), or 0 where free. */
  readonly slot!: Uint32Array
  /** node -> its newest version + 1, or 0 where it is as it was finished. Which edition sees which version: Zone.#version(). */
  readonly version!: Uint32Array
  /** version -> the edition from which on it holds. */
  readonly versionBorn!: Uint32Array
  /** version -> the node's version before + 1, or 0. */
  readonly versionBefore!: Uint32Array
  /** version -> the node's first rrset, the one behind its last, and its flags. */
  readonly versionFirst!: Uint32Array
  readonly versionEnd!: Uint32Array
  readonly versionFlags!: Uint32Array
  readonly listing!: Uint32Array<SharedArrayBuffer>
  /** node -> Flag (marks.ts). */
  readonly flags!: Uint8Array
  readonly heap!: Uint8Array

  private constructor(buffer: SharedArrayBuffer, sizes: Sizes) {
    this.buffer = buffer
    let at = 0
    for (const { name, element, lengthIn } of parts) {
      const length = lengthIn(sizes)
      if (element === 'word') this[name as WordColumn] = new Uint32Array(buffer, at, length)
      else this[name as OctetColumn] = new Uint8Array(buffer, at, length)
      at += octetsOf(element, length)
    }
  }

  /** `used`: how much of it the zone itself takes; by default all, and there is no room. */
  static create(sizes: Sizes, used: Used = sizes): Columns {
    const size = imageSize(sizes)
    take(size)
    const columns = new Columns(new SharedArrayBuffer(size), sizes)
    const { header } = columns
    header[Word.magic] = MAGIC
    header[Word.format] = FORMAT
    header[Word.size] = columns.buffer.byteLength
    header[Word.nodes] = sizes.nodes
    header[Word.sets] = sizes.sets
    header[Word.records] = sizes.records
    header[Word.slots] = sizes.slots
    header[Word.ordered] = sizes.ordered
    header[Word.heap] = sizes.heap
    header[Word.versions] = sizes.versions
    header[Word.listing] = sizes.listing
    header[Word.usedNodes] = used.nodes
    header[Word.usedSets] = used.sets
    header[Word.usedRecords] = used.records
    header[Word.usedHeap] = used.heap
    return columns
  }

  /** The columns of a finished image. Throws where the header does not describe this buffer. */
  static open(buffer: SharedArrayBuffer): Columns {
    const header = new Uint32Array(buffer, 0, HEADER_WORDS)
    const sizes = sizesIn(header)
    if (header[Word.magic] !== MAGIC || header[Word.format] !== FORMAT || imageSize(sizes) !== buffer.byteLength)
      throw new Error('cannot open the zone image: it is damaged or of another format')
    return new Columns(buffer, sizes)
  }
}

function sizesIn(header: Uint32Array): Sizes {
  return {
    nodes: header[Word.nodes]!,
    sets: header[Word.sets]!,
    records: header[Word.records]!,
    slots: header[Word.slots]!,
    ordered: header[Word.ordered]!,
    heap: header[Word.heap]!,
    versions: header[Word.versions]!,
    listing: header[Word.listing]!,
  }
}

/** Octets of an image, from the first to behind the last. */
export type Stretch = { readonly from: number; readonly to: number }

/** The used stretches of an image that nobody has edited yet. Between them lies room, whose octets are zero. */
export function usedStretches(columns: Columns): readonly Stretch[] {
  const { header } = columns
  const sizes = sizesIn(header)
  const used: Sizes = {
    ...sizes,
    nodes: header[Word.usedNodes]!,
    sets: header[Word.usedSets]!,
    records: header[Word.usedRecords]!,
    heap: header[Word.usedHeap]!,
    versions: 0,
  }
  const found: { from: number; to: number }[] = []
  let at = 0
  for (const { element, lengthIn } of parts) {
    const to = at + octetsOf(element, lengthIn(used))
    const last = found.at(-1)
    if (last?.to === at) last.to = to
    else if (to > at) found.push({ from: at, to })
    at += octetsOf(element, lengthIn(sizes))
  }
  return found
}

/** How many elements a column has. */
const extents = {
  header: () => HEADER_WORDS,
  nodes: ({ nodes }) => nodes,
  nodesAndEnd: ({ nodes }) => nodes + 1,
  sets: ({ sets }) => sets,
  setsAndEnd: ({ sets }) => sets + 1,
  records: ({ records }) => records,
  ordered: ({ ordered }) => ordered,
  slots: ({ slots }) => slots,
  nodesThatChange: ({ versions, nodes }) => (versions === 0 ? 0 : nodes),
  versions: ({ versions }) => versions,
  listing: ({ listing }) => listing,
  heap: ({ heap }) => heap,
} satisfies Record<string, (sizes: Sizes) => number>

type OctetColumn = 'flags' | 'heap'
type WordColumn = Exclude<keyof Columns, OctetColumn | 'buffer'>
type Row = readonly [WordColumn, 'word', keyof typeof extents] | readonly [OctetColumn, 'octet', keyof typeof extents]

/** The parts of an image, in the order in which they lie, each at a multiple of four octets. */
const layout: readonly Row[] = [
  ['header', 'word', 'header'],
  ['parent', 'word', 'nodes'],
  ['label', 'word', 'nodes'],
  ['firstSet', 'word', 'nodesAndEnd'],
  ['setType', 'word', 'sets'],
  ['setTtl', 'word', 'sets'],
  ['setData', 'word', 'sets'],
  ['firstRecord', 'word', 'setsAndEnd'],
  ['line', 'word', 'records'],
  ['order', 'word', 'ordered'],
  ['slot', 'word', 'slots'],
  ['version', 'word', 'nodesThatChange'],
  ['versionBorn', 'word', 'versions'],
  ['versionBefore', 'word', 'versions'],
  ['versionFirst', 'word', 'versions'],
  ['versionEnd', 'word', 'versions'],
  ['versionFlags', 'word', 'versions'],
  ['listing', 'word', 'listing'],
  ['flags', 'octet', 'nodes'],
  ['heap', 'octet', 'heap'],
]

/** The same, with each extent looked up. */
const parts = layout.map(([name, element, extent]) => ({ name, element, lengthIn: extents[extent] }))

function octetsOf(element: Row[1], length: number): number {
  return element === 'word' ? length * 4 : (length + 3) & ~3
}

function imageSize(sizes: Sizes): number {
  let size = 0
  for (const { element, lengthIn } of parts) size += octetsOf(element, lengthIn(sizes))
  return size
}

const SAMPLE = Uint8Array.of(5, 0x4a, 0x61, 0x6e, 0x75, 0x73)
/** Each number is another, so that a column's length shows which of them it follows. */
const SIZES: Sizes = {
  nodes: 101,
  sets: 211,
  records: 307,
  heap: 401,
  slots: 503,
  ordered: 601,
  versions: 701,
  listing: 809,
}
const NO_VERSIONS: Sizes = { ...SIZES, versions: 0 }

/** What the reader and the writer of an image have to agree upon. */
export const facts = {
  words: Word as Readonly<Record<string, number>>,
  columns: layout.map(([name, element, extent]): (string | number)[] => [
    name,
    element,
    extents[extent](SIZES),
    extents[extent](NO_VERSIONS),
  ]),
  flags: Flag as Readonly<Record<string, number>>,
  targets: Target as Readonly<Record<string, number>>,
  /** Format of the listing. */
  listing: LISTING_FORMAT,
  /** Types whose records have a target word. */
  withTarget: layouts.flatMap(({ type, target }) => (target === undefined ? [] : [type])),
  /** How to find names: samples of their hashes and of where these lead. */
  hashes: [hashLabel(ROOT_HASH, SAMPLE, 0), keyedLabelHash([1, 2], ROOT_HASH, SAMPLE, 0)],
  slots: [slotOf(ROOT_HASH, 0xffff), nodeBits(1000)],
}

/** Other facts give another number. Janus does not read an image of another format: it makes the zone anew. */
export function formatOf(described: typeof facts): number {
  // FNV-1a: every program that reads a zone file computes it when it starts, and has no other use for node:zlib.
  let hash = 0x811c9dc5
  for (const character of JSON.stringify(described)) hash = Math.imul(hash ^ character.codePointAt(0)!, 0x01000193)
  return hash >>> 0
}

export const FORMAT = formatOf(facts)
