// The algorithms that we sign with (RFC 9904 §2, RFC 9905 §2): how keys of each are made, how DNSKEY records have them, and how
// long their signatures are.

import { createPrivateKey, generateKeyPairSync, type KeyObject, type webcrypto } from 'node:crypto'

export type Algorithm = {
  readonly number: number
  /** As BIND's tools and people call it. */
  readonly mnemonic: string
  readonly hash: string | null
  /** Whether new keys are made of it; others are only taken from elsewhere. */
  readonly isMade: boolean
  readonly make: () => KeyObject
}

/** Of keys of RSA that are made: RFC 6781 §3.4.2. */
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

/** The public key as DNSKEY rdata has it behind its first four octets: RFC 3110 §2, RFC 6605 §4, RFC 8080 §3. */
export function publicOctets(key: KeyObject): Uint8Array {
  const { kty, n, e, x, y } = key.export({ format: 'jwk' })
  if (kty === 'RSA') {
    const [exponent, modulus] = [octets(e), octets(n)]
    const size = exponent.length < 256 ? [exponent.length] : [0, exponent.length >>> 8, exponent.length & 0xff]
    return Uint8Array.from([...size, ...exponent, ...modulus])
  }
  return kty === 'EC' ? Uint8Array.from([...octets(x), ...octets(y)]) : Uint8Array.from(octets(x))
}

/** Octets of a signature, always as many with one key. */
export function signatureOctets(algorithm: number, dnskey: Uint8Array): number {
  if (algorithm === 13 || algorithm === 15) return 64
  if (algorithm === 14) return 96
  if (algorithm === 16) return 114
  // RFC 3110 §3: as long as the modulus.
  const long = dnskey[4] === 0
  const exponent = long ? (dnskey[5]! << 8) | dnskey[6]! : dnskey[4]!
  return dnskey.length - 4 - (long ? 3 : 1) - exponent
}

/** Which algorithm's the key can be; several where RSA is. */
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
