// The algorithms that we sign with (RFC 9904 §2, RFC 9905 §2): how we make their keys, the form of these in DNSKEY records, and the length
// of their signatures.

import { createPrivateKey, generateKeyPairSync, type KeyObject, type webcrypto } from 'node:crypto'

export type Algorithm = {
  readonly number: number
  /** The name that BIND's tools and people use. */
  readonly mnemonic: string
  readonly hash: string | null
  /** Whether we make new keys of it; of other algorithms we only import keys. */
  readonly isMade: boolean
  readonly make: () => KeyObject
}

/** Bits of RSA keys that we make: RFC 6781 §3.4.2. */
const RSA_BITS = 2048

const rows: readonly Algorithm[] = [
  { number: 8, mnemonic: 'RSASHA256', hash: 'sha256', isMade: true, make: rsa },
  { number: 10, mnemonic: 'RSASHA512', hash: 'sha512', isMade: false, make: rsa },
  { number: 13, mnemonic: 'ECDSAP256SHA256', hash: 'sha256', isMade: true, make: () => ec('P-256') },
  { number: 14, mnemonic: 'ECDSAP384SHA384', hash: 'sha384', isMade: false, make: () => ec('P-384') },
  { number: 15, mnemonic: 'ED25519', hash: null, isMade: true, make: () => generateKeyPairSync('ed25519').privateKey },
  { number: 16, mnemonic: 'ED448', hash: null, isMade: false, make: () => generateKeyPairSync('ed448').privateKey },
]

export const signingAlgorithms: ReadonlyMap<number, Algorithm> = new Map(rows.map((row) => [row.number, row]))

function rsa(): KeyObject {
  return generateKeyPairSync('rsa', { modulusLength: RSA_BITS, publicExponent: 65537 }).privateKey
}

function ec(namedCurve: string): KeyObject {
  return generateKeyPairSync('ec', { namedCurve }).privateKey
}

/** The public key in the form that follows the first four octets of DNSKEY rdata: RFC 3110 §2, RFC 6605 §4, RFC 8080 §3. */
export function publicOctets(key: KeyObject): Uint8Array {
  const { kty, n, e, x, y } = key.export({ format: 'jwk' })
  if (kty === 'RSA') {
    const [exponent, modulus] = [octets(e), octets(n)]
    const size = exponent.length < 256 ? [exponent.length] : [0, exponent.length >>> 8, exponent.length & 0xff]
    return Uint8Array.from([...size, ...exponent, ...modulus])
  }
  return kty === 'EC' ? Uint8Array.from([...octets(x), ...octets(y)]) : Uint8Array.from(octets(x))
}

/** Octets of a signature: always the same number for one key. */
export function signatureOctets(algorithm: number, dnskey: Uint8Array): number {
  if (algorithm === 13 || algorithm === 15) return 64
  if (algorithm === 14) return 96
  if (algorithm === 16) return 114
  // RFC 3110 §3: an RSA signature is as long as the modulus.
  const long = dnskey[4] === 0
  const exponent = long ? (dnskey[5]! << 8) | dnskey[6]! : dnskey[4]!
  return dnskey.length - 4 - (long ? 3 : 1) - exponent
}

/** The algorithms with which the key can sign: several for RSA. */
export function algorithmsOf(key: KeyObject): readonly number[] {
  const { asymmetricKeyType: type, asymmetricKeyDetails: details } = key
  if (type === 'rsa') return [8, 10]
  if (type === 'ec')
    return details?.namedCurve === 'prime256v1' ? [13] : details?.namedCurve === 'secp384r1' ? [14] : []
  return type === 'ed25519' ? [15] : type === 'ed448' ? [16] : []
}

export function privateKeyOf(jwk: webcrypto.JsonWebKey): KeyObject {
  return createPrivateKey({ key: jwk, format: 'jwk' })
}

function octets(base64url: string | undefined): Buffer {
  return Buffer.from(base64url ?? '', 'base64url')
}
