// Names and their values: a name may be listed itself, and all names below it may be. The code of a name itself goes before that of all
// below a name above, of which the nearest counts. A name that an exclusion takes out exists, and owns nothing.
//
//   slots   hash of the name, from the top -> node + 1; linear probing
//   nodes   where its labels begin among the octets | code of itself | code of all below: 1 none, 2 excluded, 3 … value

import { compareLabels } from '../dns/name.ts'
import { hashLabel, ROOT_HASH, type Suffixes } from '../dns/suffixes.ts'
import { Codes } from './codes.ts'
import { writeDecimal } from './decimal.ts'
import { ABSENT, EMPTY } from './entries.ts'
import type { Part } from './listing.ts'

/** Words of the part's row: where each column begins. */
const NamesRow = { slots: 0, labels: 1, own: 2, below: 3, octets: 4 } as const

export const NameCode = { none: 1, excluded: 2, firstValue: 3 } as const

export class NamesPart implements Part {
  readonly #slots: Uint32Array
  readonly #labels: Uint32Array
  readonly #own: Codes
  readonly #below: Codes
  readonly #octets: Uint8Array
  /** The node that lists the found name. */
  #node = -1

  constructor(words: Uint32Array, row: number) {
    const at = (column: number) => words[row + column]!
    this.#slots = words.subarray(at(NamesRow.slots) + 1, at(NamesRow.slots) + 1 + words[at(NamesRow.slots)]!)
    const nodes = words[at(NamesRow.labels)]!
    this.#labels = words.subarray(at(NamesRow.labels) + 1, at(NamesRow.labels) + 1 + nodes)
    this.#own = new Codes(words, at(NamesRow.own), nodes)
    this.#below = new Codes(words, at(NamesRow.below), nodes)
    this.#octets = new Uint8Array(words.buffer, words.byteOffset + at(NamesRow.octets) * 4)
  }

  find(name: Suffixes, apexAt: number): number {
    this.#node = -1
    let hash = ROOT_HASH
    let below: number = NameCode.none
    for (let i = apexAt - 1; i >= 0; i--) {
      hash = hashLabel(hash, name.bytes, name.at[i]!)
      const node = this.#nodeOf(hash, name, i, apexAt)
      if (node < 0) return below === NameCode.none ? ABSENT : this.#said(below)
      if (i > 0) {
        const code = this.#below.at(node)
        if (code === NameCode.none) continue
        below = code
        this.#node = node
        continue
      }
      const own = this.#own.at(node)
      if (own !== NameCode.none) {
        this.#node = node
        return this.#said(own)
      }
    }
    return this.#said(below)
  }

  #said(code: number): number {
    return code < NameCode.firstValue ? EMPTY : code - NameCode.firstValue
  }

  #nodeOf(hash: number, name: Suffixes, from: number, apexAt: number): number {
    const slots = this.#slots
    const mask = slots.length - 1
    for (let slot = placeOf(hash) & mask; slots[slot] !== 0; slot = (slot + 1) & mask) {
      const node = slots[slot]! - 1
      if (this.#is(node, name, from, apexAt)) return node
    }
    return -1
  }

  #is(node: number, name: Suffixes, from: number, apexAt: number): boolean {
    const octets = this.#octets
    let at = this.#labels[node]!
    for (let i = from; i < apexAt; i++) {
      if (octets[at] === 0 || compareLabels(name.bytes, name.at[i]!, octets, at) !== 0) return false
      at += octets[at]! + 1
    }
    return octets[at] === 0
  }

  *names(): Generator<Uint8Array, void, undefined> {
    const octets = this.#octets
    for (const from of this.#labels) {
      let to = from
      while (octets[to] !== 0) to += octets[to]! + 1
      yield octets.subarray(from, to)
    }
  }

  writeSubject(out: Uint8Array, at: number, end: number): number {
    const octets = this.#octets
    let p = at
    for (let label = this.#labels[this.#node]!; octets[label] !== 0; label += octets[label]! + 1) {
      if (p > at && p < end) out[p++] = 0x2e
      for (let i = label + 1; i <= label + octets[label]! && p < end; i++) p = writeOctet(octets[i]!, out, p, end)
    }
    return p
  }
}

/** Writes an octet as in a name's text (RFC 1035 §5.1), so that readers of the text can ask for the name. */
function writeOctet(octet: number, out: Uint8Array, at: number, end: number): number {
  let p = at
  const isPrintable = octet > SPACE && octet < DELETE
  if ((!isPrintable || SPECIAL.includes(octet)) && p < end) out[p++] = BACKSLASH
  if (isPrintable) {
    if (p < end) out[p++] = octet
    return p
  }
  if (octet < 100 && p < end) out[p++] = ZERO
  if (octet < 10 && p < end) out[p++] = ZERO
  return writeDecimal(octet, out, p, end)
}

const SPACE = 0x20
const ZERO = 0x30
const BACKSLASH = 0x5c
const DELETE = 0x7f
/** `"`, `$`, `.`, `;`, `@`, `\`: rbldnsd escapes these. */
const SPECIAL = Uint8Array.of(0x22, 0x24, 0x2e, 0x3b, 0x40, BACKSLASH)

/** Spreads hashes over slots. */
export function placeOf(hash: number): number {
  const mixed = Math.imul(hash ^ (hash >>> 16), 0x45d9f3b)
  return mixed ^ (mixed >>> 15)
}
