// Names that master files may use for numbers in DNSSEC and CERT records.

import { get16 } from '../big-endian.ts'
import { Mnemonics } from '../mnemonics.ts'
import { type Label, say } from '../says.ts'
import { typeFromBytes, typeName } from '../types.ts'
import { type Cursor, type Field, field, sized } from './field.ts'

/** IANA "DNS Security Algorithm Numbers"; RFC 4034 appendix A.1 lets master files use them by name. */
export const algorithms = numbered(
  {
    RSAMD5: 1,
    DH: 2,
    DSA: 3,
    ECC: 4,
    RSASHA1: 5,
    'DSA-NSEC3-SHA1': 6,
    NSEC3DSA: 6,
    'RSASHA1-NSEC3-SHA1': 7,
    NSEC3RSASHA1: 7,
    RSASHA256: 8,
    RSASHA512: 10,
    'ECC-GOST': 12,
    ECCGOST: 12,
    ECDSAP256SHA256: 13,
    ECDSAP384SHA384: 14,
    ED25519: 15,
    ED448: 16,
    SM2SM3: 17,
    'ECC-GOST12': 23,
    INDIRECT: 252,
    PRIVATEDNS: 253,
    PRIVATEOID: 254,
  },
  0xff,
)

/** IANA "DNSSEC Delegation Signer (DS) Digest Algorithms". */
export const digestTypes = numbered(
  { 'SHA-1': 1, SHA1: 1, 'SHA-256': 2, SHA256: 2, GOST: 3, 'SHA-384': 4, SHA384: 4, GOST12: 5, SM3: 6 },
  0xff,
)

/** Octets of a DS digest by its type (RFC 3658 §2.4, RFC 4509 §2.1, RFC 5933 §2, RFC 6605 §2, RFC 9558 §2, RFC 9563 §2). */
export const digestSizes = { 1: 20, 2: 32, 3: 32, 4: 48, 5: 32, 6: 32 } as const

/** RFC 2535 §7.1: the protocol of a KEY by name. */
export const keyProtocols = numbered({ NONE: 0, TLS: 1, EMAIL: 2, DNSSEC: 3, IPSEC: 4, ALL: 255 }, 0xff)

/** RFC 4398 §2.1. */
export const certificateTypes = numbered(
  { PKIX: 1, SPKI: 2, PGP: 3, IPKIX: 4, ISPKI: 5, IPGP: 6, ACPKIX: 7, IACPKIX: 8, URI: 253, OID: 254 },
  0xffff,
)

/** RFC 9859 §2.1. */
export const dsyncSchemes = numbered({ NOTIFY: 1 }, 0xff)

/** A type, by mnemonic or TYPEnnn: the one that a signature covers or a DSYNC is for. */
export function type(label: Label): Field {
  return field(
    label,
    (words, out) => {
      const { bytes, next } = words
      const code = words.bare ? typeFromBytes(bytes, words.start[next]!, words.end[next]!) : -1
      if (code < 0) return words.cannot(label, say('need-any-type'))
      words.next++
      out.u16(code)
      return true
    },
    (cursor: Cursor) => {
      cursor.at += 2
      return typeName(get16(cursor.bytes, cursor.at - 2))
    },
    sized(2),
  )
}

function numbered(codes: Readonly<Record<string, number>>, max: number): Mnemonics {
  return new Mnemonics(Object.entries(codes), '', max)
}
