// Signs zones inside a test, also in ways that no tool would: with keys that are not there, in the name of another zone.

import { generateKeyPairSync, type KeyObject, sign } from 'node:crypto'
import { isWildcard, labelCount } from '../../src/dns/name.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { Type, typeName } from '../../src/dns/types.ts'
import { keyTag } from '../../src/sign/key-tag.ts'
import { canonicalOrder, signedData } from '../../src/sign/signed-data.ts'
import { eachRecord } from '../../src/zone/records.ts'
import { Flag, type Node, type RRset, type Zone } from '../../src/zone/zone.ts'
import { zoneOf } from './zones.ts'

/** What a signature says, where it is not the truth. */
export type Oddity = { readonly signer?: string; readonly labels?: number; readonly originalTtl?: number }

const makers = {
  RSA: () => ({ algorithm: 8, ...generateKeyPairSync('rsa', { modulusLength: 1024 }) }),
  ECDSA: () => ({ algorithm: 13, ...generateKeyPairSync('ec', { namedCurve: 'P-256' }) }),
}

export class SigningKey {
  /** DNSKEY rdata. */
  readonly rdata: Uint8Array
  readonly algorithm: number
  readonly #private: KeyObject

  constructor(kind: keyof typeof makers, flags = 257, protocol = 3) {
    const { algorithm, publicKey, privateKey } = makers[kind]()
    const { e = '', n = '', x = '', y = '' } = publicKey.export({ format: 'jwk' })
    const parts = [e, n, x, y].map((part) => Buffer.from(part, 'base64url'))
    // RFC 3110 §2: the exponent's length stands before it.
    const size = kind === 'RSA' ? [parts[0]!.length] : []
    this.algorithm = algorithm
    this.rdata = Uint8Array.of(flags >> 8, flags & 255, protocol, algorithm, ...size, ...Buffer.concat(parts))
    this.#private = privateKey
  }

  get tag(): number {
    return keyTag(this.rdata)
  }

  /** Its record at the top of the zone. */
  get line(): string {
    return dnskeyLine(this.rdata)
  }

  sign(data: Uint8Array): Buffer {
    return sign('sha256', data, { key: this.#private, dsaEncoding: 'ieee-p1363' })
  }
}

export function dnskeyLine([high, low, protocol, algorithm, ...key]: Uint8Array): string {
  return `@ DNSKEY ${high! * 256 + low!} ${protocol} ${algorithm} ${Buffer.from(key).toString('base64')}`
}

/** The RRSIG lines of all that is to be signed in the zone example.com., or of the types in `only`. */
export function signatureLines(text: string, key: SigningKey, oddity: Oddity = {}, only?: readonly string[]): string[] {
  const zone = zoneOf('example.com.', text)
  const lines: string[] = []
  for (let node = 0; node < zone.nodes; node++) {
    const flags = zone.flags(node)
    if (flags & (Flag.belowCut | Flag.belowDname)) continue
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++) {
      const type = zone.type(set)
      if (type === Type.RRSIG || (flags & Flag.cut && type !== Type.DS && type !== Type.NSEC)) continue
      if (only === undefined || only.includes(typeName(type))) lines.push(signatureLine(zone, node, set, key, oddity))
    }
  }
  return lines
}

function signatureLine(zone: Zone, node: Node, set: RRset, key: SigningKey, oddity: Oddity): string {
  const owner = zone.name(node)
  const type = zone.type(set)
  const { signer = nameText(zone.apex), originalTtl = zone.ttl(set) } = oddity
  const labels = oddity.labels ?? labelCount(owner) - (isWildcard(owner) ? 1 : 0)
  const fixed = Buffer.alloc(18)
  fixed.writeUInt16BE(type, 0)
  fixed[2] = key.algorithm
  fixed[3] = labels
  fixed.writeUInt32BE(originalTtl, 4)
  fixed.writeUInt32BE(Date.UTC(2026, 0, 31) / 1000, 8)
  fixed.writeUInt32BE(Date.UTC(2026, 0, 1) / 1000, 12)
  fixed.writeUInt16BE(key.tag, 16)
  const rrsig = Buffer.concat([fixed, nameFromText(signer)])
  const signature = key.sign(signedData(rrsig, owner, type, canonicalOrder(type, recordsOf(zone, set))))
  const fields = [typeName(type), key.algorithm, labels, originalTtl, '20260131000000 20260101000000', key.tag, signer]
  return `${nameText(owner)} ${zone.ttl(set)} RRSIG ${fields.join(' ')} ${signature.toString('base64')}`
}

function recordsOf(zone: Zone, set: RRset): Uint8Array[] {
  const records: Uint8Array[] = []
  eachRecord(zone, set, (data, length) => records.push(zone.heap.slice(data, data + length)))
  return records
}
