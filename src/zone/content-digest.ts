// A number that two zones share where they hold the same records, whatever the order in which these stand, their lines, and how their
// images are laid out. It tells whether a file has changed; it keeps no forger out: only the author of both files could gain by two that
// share it.

import { fold, nameLength } from '../dns/name.ts'
import type { Changeset, RecordList } from './changeset.ts'
import { APEX, hasTarget, type Node, type Zone } from './zone.ts'

/** Sums, so that order does not count, of a hash of each record: owner in lower case, type, TTL, rdata. In hex. */
export function contentDigest(zone: Zone): string {
  const digest = new Digest()
  for (let node: Node = APEX; node < zone.nodes; node++) {
    if (!zone.exists(node) || !zone.hasSets(node)) continue
    const length = zone.writeName(node, owner, 0)
    for (let i = 0; i < length; i++) owner[i] = fold[owner[i]!]!
    for (let set = zone.firstSet(node), end = zone.setsEnd(node); set < end; set++) {
      const withTarget = hasTarget(zone.type(set))
      let data = zone.dataOf(set)
      for (let i = zone.size(set); i > 0; i--, data = zone.nextData(data, withTarget)) {
        digest.begin(zone.type(set), zone.ttl(set))
        digest.octets(owner, 0, length)
        digest.octets(zone.heap, data, data + zone.lengthOf(data))
        digest.end()
      }
    }
  }
  if (zone.columns.listing.length > 0) {
    const { buffer, byteOffset, byteLength } = zone.columns.listing
    digest.begin(0, 0)
    digest.octets(new Uint8Array(buffer, byteOffset, byteLength), 0, byteLength)
    digest.end()
  }
  return digest.text
}

/** The digest of a zone after exact changes of it: `digest` is the one before. */
export function digestAfter(digest: string, { removed, added }: Changeset): string {
  const [gone, come] = [sumsOf(removed), sumsOf(added)]
  return textOf(wordsOf(digest).map((word, i) => word - gone[i]! + come[i]!))
}

function sumsOf(list: RecordList): Uint32Array {
  const digest = new Digest()
  list.each((bytes, at, type, ttl, data, size) => {
    const length = nameLength(bytes, at)
    for (let i = 0; i < length; i++) owner[i] = fold[bytes[at + i]!]!
    digest.begin(type, ttl)
    digest.octets(owner, 0, length)
    digest.octets(bytes, data, data + size)
    digest.end()
  })
  return digest.sums
}

const owner = new Uint8Array(256)

function wordsOf(digest: string): number[] {
  return [0, 8, 16, 24].map((at) => Number.parseInt(digest.slice(at, at + 8), 16))
}

function textOf(words: ArrayLike<number>): string {
  let text = ''
  for (let i = 0; i < words.length; i++) text += (words[i]! >>> 0).toString(16).padStart(8, '0')
  return text
}

/** 128 bits: four hashes of 32, each with a factor of its own. */
class Digest {
  readonly sums = new Uint32Array(4)
  #a = 0
  #b = 0
  #c = 0
  #d = 0

  begin(type: number, ttl: number): void {
    this.#a = type
    this.#b = ttl
    this.#c = type ^ 0x9e3779b9
    this.#d = ttl ^ 0x7f4a7c15
  }

  octets(bytes: Uint8Array, from: number, to: number): void {
    let [a, b, c, d] = [this.#a, this.#b, this.#c, this.#d]
    for (let p = from; p < to; p++) {
      const octet = bytes[p]!
      a = Math.imul(a ^ octet, 0x01000193)
      b = Math.imul(b + octet, 0x85ebca6b) ^ (b >>> 15)
      c = Math.imul(c ^ octet, 0xc2b2ae35) ^ (c >>> 13)
      d = Math.imul(d + octet, 0x27d4eb2f) ^ (d >>> 16)
    }
    this.#a = a
    this.#b = b
    this.#c = c
    this.#d = d
  }

  end(): void {
    const { sums } = this
    sums[0]! += mixed(this.#a)
    sums[1]! += mixed(this.#b)
    sums[2]! += mixed(this.#c ^ this.#a)
    sums[3]! += mixed(this.#d ^ this.#b)
  }

  get text(): string {
    return textOf(this.sums)
  }
}

/** Every bit of the result depends on every bit of the number. */
function mixed(hash: number): number {
  const a = Math.imul(hash ^ (hash >>> 16), 0x7feb352d)
  const b = Math.imul(a ^ (a >>> 15), 0x846ca68b)
  return b ^ (b >>> 16)
}
