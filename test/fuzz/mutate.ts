// Octets that were well formed, spoilt in a few of the ways in which octets are spoilt.

import type { Random } from './random.ts'

/** A copy of one of the corpus, changed 0 to 6 times. */
export function mutated(corpus: readonly Uint8Array[], random: Random): Uint8Array {
  let bytes: Uint8Array = new Uint8Array(random.pick(corpus))
  for (let left = Math.min(random.below(7), random.below(7)); left > 0; left--)
    bytes = random.pick(ways)(bytes, random, corpus)
  return bytes
}

type Way = (bytes: Uint8Array, random: Random, corpus: readonly Uint8Array[]) => Uint8Array

const ways: readonly Way[] = [
  // One bit.
  (bytes, random) => change(bytes, random, (octet) => octet ^ (1 << random.below(8))),
  // One octet, to anything.
  (bytes, random) => change(bytes, random, () => random.below(256)),
  // One octet, to what means something: ends, lengths, pointers.
  (bytes, random) => change(bytes, random, () => random.pick(telling)),
  // Two octets: counts, types, lengths.
  (bytes, random) => {
    const at = random.below(bytes.length + 1)
    const value = random.pick(tellingWords)
    if (at + 2 <= bytes.length) bytes.set([value >>> 8, value & 0xff], at)
    return bytes
  },
  // A piece left out.
  (bytes, random) => {
    const [from, to] = piece(bytes, random)
    return joined(bytes.subarray(0, from), bytes.subarray(to))
  },
  // A piece twice.
  (bytes, random) => {
    const [from, to] = piece(bytes, random)
    return joined(bytes.subarray(0, to), bytes.subarray(from))
  },
  // Random octets put in.
  (bytes, random) => {
    const at = random.below(bytes.length + 1)
    const more = Uint8Array.from({ length: random.below(20) }, () => random.below(256))
    return joined(bytes.subarray(0, at), more, bytes.subarray(at))
  },
  // Cut off.
  (bytes, random) => bytes.subarray(0, random.below(bytes.length + 1)),
  // The beginning of one and the end of another.
  (bytes, random, corpus) => {
    const other = random.pick(corpus)
    return joined(bytes.subarray(0, random.below(bytes.length + 1)), other.subarray(random.below(other.length + 1)))
  },
]

const telling = [
  0x00, 0x01, 0x0a, 0x0c, 0x22, 0x28, 0x29, 0x3b, 0x3f, 0x40, 0x5c, 0x7f, 0x80, 0xc0, 0xc1, 0xff,
] as const
const tellingWords = [0, 1, 2, 10, 41, 249, 250, 251, 252, 255, 256, 0x7fff, 0x8000, 0xc00c, 0xc000, 0xffff] as const

function change(bytes: Uint8Array, random: Random, to: (octet: number) => number): Uint8Array {
  if (bytes.length === 0) return bytes
  const at = random.below(bytes.length)
  bytes[at] = to(bytes[at]!)
  return bytes
}

function piece(bytes: Uint8Array, random: Random): [from: number, to: number] {
  const from = random.below(bytes.length + 1)
  return [from, Math.min(bytes.length, from + random.below(32))]
}

/** At most 65,535 octets. */
function joined(...parts: readonly Uint8Array[]): Uint8Array {
  const bytes = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0))
  let at = 0
  for (const part of parts) {
    bytes.set(part, at)
    at += part.length
  }
  return bytes.subarray(0, 0xffff)
}
