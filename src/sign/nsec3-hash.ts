// Hashes names for NSEC3 (RFC 5155 §5): SHA-1 over the lower-cased name and the salt, repeated as often as the zone says.

import { createHash } from 'node:crypto'
import { fold } from '../dns/name.ts'

/** The parameters of NSEC3PARAM (RFC 5155 §4.2). */
export type HashParameters = { readonly iterations: number; readonly salt: Uint8Array }

/** Octets of a SHA-1 hash, and of its base32hex text. */
export const HASH_OCTETS = 20
export const HASH_TEXT = 32

/** Writes the base32hex label text (RFC 4648 §7, lower case, no length octet) of the wire name at (name, at). */
export function writeHashedLabel(
  name: Uint8Array,
  at: number,
  length: number,
  parameters: HashParameters,
  out: Uint8Array,
): void {
  writeBase32Hex(hashOf(name, at, length, parameters), out)
}

/** The hash of the wire name at (name, at). */
export function hashOf(name: Uint8Array, at: number, length: number, { iterations, salt }: HashParameters): Uint8Array {
  const lower = new Uint8Array(length)
  for (let i = 0; i < length; i++) lower[i] = fold[name[at + i]!]!
  let hash: Uint8Array = createHash('sha1').update(lower).update(salt).digest()
  for (let i = 0; i < iterations; i++) hash = createHash('sha1').update(hash).update(salt).digest()
  return hash
}

/** The base32hex text of a hash. */
export function hashText(hash: Uint8Array): string {
  const out = new Uint8Array(HASH_TEXT)
  writeBase32Hex(hash, out)
  return String.fromCharCode(...out)
}

const ALPHABET = new TextEncoder().encode('0123456789abcdefghijklmnopqrstuv')

/** 20 octets are 32 digits of 5 bits, with nothing left over. */
export function writeBase32Hex(hash: Uint8Array, out: Uint8Array): void {
  let bits = 0
  let value = 0
  let p = 0
  for (let i = 0; i < HASH_OCTETS; i++) {
    value = ((value << 8) | hash[i]!) & 0xffff
    bits += 8
    while (bits >= 5) {
      bits -= 5
      out[p++] = ALPHABET[(value >>> bits) & 31]!
    }
  }
}
