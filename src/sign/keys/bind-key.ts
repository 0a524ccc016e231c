// Reads and writes keys in the forms of other signers: BIND's K*.private beside its .key (RFC 4034 §2), and PEM.

import { createPrivateKey, type KeyObject } from 'node:crypto'
import { algorithmsOf, privateKeyOf, signingAlgorithms } from '../algorithms.ts'
import { publicKeyOf, verifyWith } from '../public-key.ts'
import { type KeyRole, makerOf, type ZoneKey, zoneKeyOf } from '../zone-key.ts'

/** RFC 9904 §2, RFC 9905 §2: algorithms with which nobody may sign any more. */
const REFUSED: ReadonlySet<number> = new Set([1, 3, 5, 6, 7, 12])

/** Reads a key of BIND; gives a sentence where it cannot be taken. `role`: for a key whose .key file does not tell it. */
export function readBindKey(text: string, role: KeyRole): ZoneKey | string {
  const fields = fieldsOf(text)
  if (fields.get('Private-key-format')?.startsWith('v1.') !== true)
    return 'it is not a private key in the format of BIND, version 1'
  const algorithm = Number.parseInt(fields.get('Algorithm') ?? '', 10)
  const refused = whyRefused(algorithm)
  if (refused !== undefined) return refused
  try {
    const key = algorithm === 8 || algorithm === 10 ? rsaKey(fields) : curveKey(algorithm, fields)
    return typeof key === 'string' ? key : tried(zoneKeyOf(role, algorithm, key))
  } catch {
    return 'its numbers are no key'
  }
}

/** Reads PKCS#8 or another form of PEM. An RSA key does not tell its hash: SHA-256, unless `algorithm` says another. */
export function readPemKey(text: string, role: KeyRole, algorithm?: number): ZoneKey | string {
  let key: KeyObject
  try {
    key = createPrivateKey(text)
  } catch {
    return 'it is not a private key in PEM, or it has a passphrase'
  }
  const known = algorithmsOf(key)
  const chosen = algorithm ?? known[0]
  if (chosen === undefined || !known.includes(chosen)) return `it is no key of algorithm ${chosen ?? 'that we know'}`
  return whyRefused(chosen) ?? tried(zoneKeyOf(role, chosen, key))
}

/** The key, if its public half verifies what it signs, for us and for validators (public-key.ts). */
function tried(key: ZoneKey): ZoneKey | string {
  const data = Uint8Array.of(1, 2, 3)
  const known = publicKeyOf(key.dnskey)
  if (known === undefined) return 'its modulus or exponent is too long for validators'
  const bits = key.key!.asymmetricKeyDetails?.modulusLength
  if (bits !== undefined && bits < FEWEST_BITS) return `its modulus has only ${bits} bits, and can be factored`
  return verifyWith(known, data, makerOf(key).sign(data)) ? key : 'its numbers are no key'
}

/** RFC 5702 §2 permits shorter keys, which can be factored by now. */
const FEWEST_BITS = 1024

function whyRefused(algorithm: number): string | undefined {
  if (REFUSED.has(algorithm)) return `algorithm ${algorithm} must not be used for signing any more (RFC 9904, RFC 9905)`
  return signingAlgorithms.has(algorithm) ? undefined : `algorithm ${algorithm} is not supported`
}

function fieldsOf(text: string): Map<string, string> {
  const lines = text.split(/\r?\n/).flatMap((line): [string, string][] => {
    const at = line.indexOf(':')
    return at < 0 ? [] : [[line.slice(0, at).trim(), line.slice(at + 1).trim()]]
  })
  return new Map(lines)
}

const RSA_FIELDS = {
  n: 'Modulus',
  e: 'PublicExponent',
  d: 'PrivateExponent',
  p: 'Prime1',
  q: 'Prime2',
  dp: 'Exponent1',
  dq: 'Exponent2',
  qi: 'Coefficient',
} as const

function rsaKey(fields: ReadonlyMap<string, string>): KeyObject {
  const jwk = Object.fromEntries(Object.entries(RSA_FIELDS).map(([part, name]) => [part, urlText(fields.get(name))]))
  return privateKeyOf({ kty: 'RSA', ...jwk })
}

/** PKCS#8 up to the secret (RFC 8410 §7, RFC 5915), and the octets of the secret. Node computes the public key. */
const CURVES: ReadonlyMap<number, readonly [header: string, octets: number]> = new Map([
  [13, ['3041020100301306072a8648ce3d020106082a8648ce3d030107042730250201010420', 32]],
  [14, ['304e020100301006072a8648ce3d020106052b81040022043730350201010430', 48]],
  [15, ['302e020100300506032b657004220420', 32]],
  [16, ['3047020100300506032b6571043b0439', 57]],
])

function curveKey(algorithm: number, fields: ReadonlyMap<string, string>): KeyObject | string {
  const secret = Buffer.from(fields.get('PrivateKey') ?? '', 'base64')
  const [header, octets] = CURVES.get(algorithm)!
  if (secret.length !== octets) return 'its secret has the wrong length'
  return createPrivateKey({ key: Buffer.concat([Buffer.from(header, 'hex'), secret]), format: 'der', type: 'pkcs8' })
}

function urlText(base64: string | undefined): string {
  return Buffer.from(base64 ?? '', 'base64').toString('base64url')
}

export type DnskeyLine = { readonly owner: string; readonly role: KeyRole; readonly isRevoked: boolean }

/** Reads from the .key file the zone of the key, and its role by the flags. */
export function readDnskeyLine(text: string): DnskeyLine | undefined {
  const line = text.split(/\r?\n/).find((one) => /\sDNSKEY\s/i.test(one) && !one.startsWith(';'))
  const [, owner, flags] = line?.match(/^(\S+)\s+(?:\d+\s+)?(?:IN\s+)?DNSKEY\s+(\d+)\s/i) ?? []
  if (owner === undefined || flags === undefined) return undefined
  // RFC 5011 §2.1: bit 8 of the flags.
  return { owner, role: (Number(flags) & 1) === 1 ? 'ksk' : 'zsk', isRevoked: (Number(flags) & 0x80) !== 0 }
}

/** The key in BIND's form, for another signer or as a copy. */
export function writeBindKey({ algorithm, key }: ZoneKey): string {
  const jwk: Readonly<Record<string, unknown>> = { ...key!.export({ format: 'jwk' }) }
  const mnemonic = signingAlgorithms.get(algorithm)!.mnemonic
  const lines = ['Private-key-format: v1.3', `Algorithm: ${algorithm} (${mnemonic})`]
  const plain = (part: unknown) => Buffer.from(String(part), 'base64url').toString('base64')
  if (jwk.kty === 'RSA')
    for (const [part, name] of Object.entries(RSA_FIELDS)) lines.push(`${name}: ${plain(jwk[part])}`)
  else lines.push(`PrivateKey: ${plain(jwk.d)}`)
  return `${lines.join('\n')}\n`
}
