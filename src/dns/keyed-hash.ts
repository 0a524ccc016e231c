// HalfSipHash-2-4 (Aumasson, 2016): a hash whose collisions nobody can find without the key. For names, with ASCII case folded, it takes a
// few times as long as the hash of dns/suffixes.ts. It is for zones in which somebody chose names that collide in that one.

import { fold } from './name.ts'

/** A key of 64 bits. */
export type HashKey = readonly [number, number]

/** Hash of a name from its parent's hash and its first label, at the length octet. */
export function keyedLabelHash([k0, k1]: HashKey, parentHash: number, bytes: Uint8Array, at: number): number {
  begin(k0, k1)
  take(parentHash)
  const end = at + bytes[at]! + 1
  let word = 0
  let octets = 0
  for (let p = at; p < end; p++) {
    word |= fold[bytes[p]!]! << (8 * (octets & 3))
    if ((++octets & 3) === 0) {
      take(word)
      word = 0
    }
  }
  return conclude(word | ((octets + 4) << 24))
}

/** The hash of bytes[from, to), case not folded. */
export function keyedHash([k0, k1]: HashKey, bytes: Uint8Array, from: number, to: number): number {
  begin(k0, k1)
  let p = from
  for (; p + 4 <= to; p += 4) take(bytes[p]! | (bytes[p + 1]! << 8) | (bytes[p + 2]! << 16) | (bytes[p + 3]! << 24))
  let word = 0
  for (let shift = 0; p < to; p++, shift += 8) word |= bytes[p]! << shift
  return conclude(word | ((to - from) << 24))
}

let v0 = 0
let v1 = 0
let v2 = 0
let v3 = 0

function begin(k0: number, k1: number): void {
  v0 = k0
  v1 = k1
  v2 = 0x6c796765 ^ k0
  v3 = 0x74656462 ^ k1
}

function take(word: number): void {
  v3 ^= word
  round()
  round()
  v0 ^= word
}

function conclude(last: number): number {
  take(last)
  v2 ^= 0xff
  for (let i = 0; i < 4; i++) round()
  return v1 ^ v3
}

function round(): void {
  v0 = (v0 + v1) | 0
  v1 = rotated(v1, 5) ^ v0
  v0 = rotated(v0, 16)
  v2 = (v2 + v3) | 0
  v3 = rotated(v3, 8) ^ v2
  v0 = (v0 + v3) | 0
  v3 = rotated(v3, 7) ^ v0
  v2 = (v2 + v1) | 0
  v1 = rotated(v1, 13) ^ v2
  v2 = rotated(v2, 16)
}

function rotated(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits))
}
