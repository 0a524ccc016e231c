// Reads the public key in a DNSKEY record for node:crypto, and verifies signatures with it: RFC 3110 (RSA), RFC 6605 (ECDSA), RFC 8080
// (EdDSA).

import { createPublicKey, type KeyObject, verify } from 'node:crypto'

/** Made once for each key: it takes as long as a verification. */
export type PublicKey = { readonly key: KeyObject; readonly hash: string | null }

/** The key in DNSKEY rdata; undefined where we cannot verify with it. */
export function publicKeyOf(dnskey: Uint8Array): PublicKey | undefined {
  const algorithm = algorithms.get(dnskey[3]!)
  const key = algorithm && importKey(algorithm, dnskey.subarray(4))
  return key && { key, hash: algorithm.hash }
}

/** Whether `signature` over `data` was made with the key. */
export function verifyWith({ key, hash }: PublicKey, data: Uint8Array, signature: Uint8Array): boolean {
  return verify(hash, data, { key, dsaEncoding: 'ieee-p1363' }, signature)
}

type Algorithm = { readonly kind: 'RSA' | 'EC' | 'OKP'; readonly curve?: string; readonly hash: string | null }

/** By number, without those that validators do not support any more (RFC 9904 §3). */
const algorithms: ReadonlyMap<number, Algorithm> = new Map([
  [8, { kind: 'RSA', hash: 'sha256' }],
  [10, { kind: 'RSA', hash: 'sha512' }],
  [13, { kind: 'EC', curve: 'P-256', hash: 'sha256' }],
  [14, { kind: 'EC', curve: 'P-384', hash: 'sha384' }],
  [15, { kind: 'OKP', curve: 'Ed25519', hash: null }],
  [16, { kind: 'OKP', curve: 'Ed448', hash: null }],
])

function importKey({ kind, curve }: Algorithm, key: Uint8Array): KeyObject | undefined {
  try {
    return createPublicKey({ key: kind === 'RSA' ? rsaKey(key) : curveKey(kind, curve!, key), format: 'jwk' })
  } catch {
    return undefined
  }
}

/**
 * RFC 3110 §2: the length of the exponent in one octet, or in two behind a zero; then exponent and modulus, of at most 4096 bits. Only
 * keys that are made to keep us busy have exponents over five octets: with these a verification takes milliseconds.
 */
function rsaKey(key: Uint8Array): { kty: string; e: string; n: string } {
  const long = key[0] === 0
  const size = long ? (key[1]! << 8) | key[2]! : key[0]!
  const start = long ? 3 : 1
  const modulus = key.subarray(start + size)
  if (size > 5 || modulus.length > 512) throw new RangeError('the key takes too long')
  return { kty: 'RSA', e: base64url(key.subarray(start, start + size)), n: base64url(modulus) }
}

function curveKey(
  kind: 'EC' | 'OKP',
  crv: string,
  key: Uint8Array,
): { kty: string; crv: string; x: string; y?: string } {
  if (kind === 'OKP') return { kty: 'OKP', crv, x: base64url(key) }
  const half = key.length / 2
  return { kty: 'EC', crv, x: base64url(key.subarray(0, half)), y: base64url(key.subarray(half)) }
}

function base64url(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString('base64url')
}
