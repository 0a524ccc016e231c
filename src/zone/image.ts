// Where the bytes of one loaded zone lie. A zone is one SharedArrayBuffer: threads share it, and written to a file it is
// the compiled image. Only this folder knows the layout; everybody else asks a Zone (zone.ts).
//
//   header | node columns | rrset columns | record lines | hash table | version columns | heap
//
// An image may have room: columns that are longer than what they hold. Editions of the zone (editor.ts) are appended there, and
// what an older edition reads is never written again. Columns are arrays of 32-bit words, one element per node, rrset or record;
// numbers in this machine's byte order. The heap holds octets: the apex name, one label per node (length octet first, spelled as
// in the file), and the rdata:
//
//   rrset k, its records one behind the other:   [target: u32 little-endian]  rdlength: u16 big-endian  rdata
//
// `target` is there only for types whose rdata names a host (MX, NS, SRV …); see Target in zone.ts.

export const MAGIC = 0x4a4e5553 // "JNUS"
/** Changes with every change of this layout: an image of another format is rebuilt, never read. */
export const FORMAT = 3

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
  /** How much of the columns the zone as it was finished has; the numbers above are how long they are. */
  usedNodes: 11,
  usedSets: 12,
  usedRecords: 13,
  usedHeap: 14,
  versions: 15,
  /** Both words of the key of the hash by which names are found; zero where it is the one that all zones have. */
  key: 16,
  /** 1: names were to be added that meet in one place; what is folded from this image gets a key. */
  crowded: 18,
} as const
export const HEADER_WORDS = 20

/** The extent of each part, in the order in which they lie. */
export type Sizes = Used & {
  readonly slots: number
  readonly ordered: number
  /** How often a node may be another than it was. */
  readonly versions: number
}

/** How much of the columns that can be appended to is in use. */
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
  readonly header: Uint32Array
  /** node -> its parent; the apex is its own. A parent's number is below its children's. */
  readonly parent: Uint32Array
  /** node -> heap offset of its label. */
  readonly label: Uint32Array
  /** node -> its first rrset; one more element than nodes. */
  readonly firstSet: Uint32Array
  /** rrset -> its type; for RRSIG the type covered in the upper 16 bits. */
  readonly setType: Uint32Array
  readonly setTtl: Uint32Array
  /** rrset -> heap offset of its first record. */
  readonly setData: Uint32Array
  /** rrset -> its first record; one more element than rrsets. */
  readonly firstRecord: Uint32Array
  /** record -> the line it was read from (ZoneText.place()). */
  readonly line: Uint32Array
  /** Owners of the denial chain, in its order. */
  readonly order: Uint32Array
  /** Open addressing, linear probing: node + 1 with bits of its name's hash above (tree.ts), or 0 where free. */
  readonly slot: Uint32Array
  /** node -> its newest version + 1, or 0: it is as it was finished, or newer than the edition. */
  readonly version: Uint32Array
  /** version -> the edition from which on it holds. */
  readonly versionBorn: Uint32Array
  /** version -> the node's version before + 1, or 0. */
  readonly versionBefore: Uint32Array
  /** version -> the node's first rrset, the one behind its last, and its flags. */
  readonly versionFirst: Uint32Array
  readonly versionEnd: Uint32Array
  readonly versionFlags: Uint32Array
  /** node -> flags (zone.ts). */
  readonly flags: Uint8Array
  readonly heap: Uint8Array

  private constructor(buffer: SharedArrayBuffer, sizes: Sizes) {
    this.buffer = buffer
    let at = 0
    const words = (count: number) => {
      const column = new Uint32Array(buffer, at, count)
      at += count * 4
      return column
    }
    const octets = (count: number) => {
      const column = new Uint8Array(buffer, at, count)
      at += (count + 3) & ~3
      return column
    }
    this.header = words(HEADER_WORDS)
    this.parent = words(sizes.nodes)
    this.label = words(sizes.nodes)
    this.firstSet = words(sizes.nodes + 1)
    this.setType = words(sizes.sets)
    this.setTtl = words(sizes.sets)
    this.setData = words(sizes.sets)
    this.firstRecord = words(sizes.sets + 1)
    this.line = words(sizes.records)
    this.order = words(sizes.ordered)
    this.slot = words(sizes.slots)
    this.version = words(sizes.versions === 0 ? 0 : sizes.nodes)
    this.versionBorn = words(sizes.versions)
    this.versionBefore = words(sizes.versions)
    this.versionFirst = words(sizes.versions)
    this.versionEnd = words(sizes.versions)
    this.versionFlags = words(sizes.versions)
    this.flags = octets(sizes.nodes)
    this.heap = octets(sizes.heap)
  }

  /** `used`: what the zone itself takes, where there is to be room. */
  static create(sizes: Sizes, used: Used = sizes): Columns {
    const columns = new Columns(new SharedArrayBuffer(imageSize(sizes)), sizes)
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
    header[Word.usedNodes] = used.nodes
    header[Word.usedSets] = used.sets
    header[Word.usedRecords] = used.records
    header[Word.usedHeap] = used.heap
    return columns
  }

  /** Over a finished image. Throws where the header does not describe this buffer. */
  static open(buffer: SharedArrayBuffer): Columns {
    const header = new Uint32Array(buffer, 0, HEADER_WORDS)
    const sizes: Sizes = {
      nodes: header[Word.nodes]!,
      sets: header[Word.sets]!,
      records: header[Word.records]!,
      slots: header[Word.slots]!,
      ordered: header[Word.ordered]!,
      heap: header[Word.heap]!,
      versions: header[Word.versions]!,
    }
    if (header[Word.magic] !== MAGIC || header[Word.format] !== FORMAT || imageSize(sizes) !== buffer.byteLength)
      throw new Error('cannot open the zone image: it is damaged or of another format')
    return new Columns(buffer, sizes)
  }
}

function imageSize(sizes: Sizes): number {
  const names = sizes.nodes * 3 + 1 + sizes.slots + sizes.ordered
  const versions = sizes.versions === 0 ? 0 : sizes.nodes + sizes.versions * 5
  const words = HEADER_WORDS + names + sizes.sets * 4 + 1 + sizes.records + versions
  return words * 4 + ((sizes.nodes + 3) & ~3) + ((sizes.heap + 3) & ~3)
}
