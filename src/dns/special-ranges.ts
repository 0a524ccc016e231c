// Finds the special range that an address lies in, by IANA's registries of special-purpose addresses (RFC 6890), and what that means here.

import { get32 } from './big-endian.ts'
import type { Said } from './said.ts'
import { say } from './says.ts'

export type Range = { readonly kind: 'bogon' | 'loopback' | 'private' | 'documentation'; readonly name: Said }

type Row = {
  readonly octets: readonly number[]
  readonly bits: number
  /** The first four octets under a mask: for most addresses they are enough. */
  readonly begin: number
  readonly mask: number
  /** Undefined: part of a special range, and ordinary all the same. */
  readonly range: Range | undefined
}

/** A bit for each kind. */
export const rangeKinds = { bogon: 1, loopback: 2, private: 4, documentation: 8 } as const satisfies Record<
  Range['kind'],
  number
>

/** The kind of the range that the address lies in as a bit, or 0. */
export function kindsAt(bytes: Uint8Array, at: number, size: 4 | 16): number {
  const kinds = (size === 4 ? firstKinds4 : firstKinds6)[bytes[at]!]!
  if (kinds !== LOOK_CLOSER) return kinds
  const range = rangeOf(bytes, at, size)
  return range === undefined ? 0 : rangeKinds[range.kind]
}

/** The range of the address of `size` octets at (bytes, at), or undefined where it is an ordinary one. */
export function rangeOf(bytes: Uint8Array, at: number, size: 4 | 16): Range | undefined {
  // Almost all addresses end here: the first octet is in no row.
  const rows = (size === 4 ? firstOctets4 : firstOctets6)[bytes[at]!]
  if (rows === undefined) return undefined
  const begin = get32(bytes, at)
  for (const row of rows)
    if (((begin ^ row.begin) & row.mask) === 0 && matches(bytes, at, row))
      return row.range === sixToFour ? sixToFourOf(bytes, at + 2) : row.range
  return undefined
}

/** RFC 3056 §2: 2002:V4ADDR::/48 is the network behind an IPv4 address, which has to be reachable from everywhere. */
function sixToFourOf(bytes: Uint8Array, at: number): Range | undefined {
  const kind = rangeOf(bytes, at, 4)?.kind
  return kind === undefined || kind === 'documentation' ? undefined : sixToFour
}

const sixToFour: Range = { kind: 'bogon', name: say('range-6to4', { range: '2002::/16 (RFC 3056 §2)' }) }

/** Compares the rest of an address that begins as the row does. */
function matches(bytes: Uint8Array, at: number, { octets, bits }: Row): boolean {
  for (let i = 4; i * 8 < bits; i++) if (bytes[at + i] !== (octets[i] ?? 0)) return false
  return true
}

function row(kind: Range['kind'], name: Said, bits: number, ...octets: number[]): Row {
  return rowOf({ kind, name }, bits, octets)
}

/** Rows longer than 32 bits must end at an octet. */
function rowOf(range: Range | undefined, bits: number, octets: readonly number[]): Row {
  const mask = bits >= 32 ? -1 : ~(-1 >>> bits)
  return { range, octets, bits, mask, begin: get32(Uint8Array.of(...octets, 0, 0, 0, 0), 0) }
}

/** The first row that an address lies in counts. */
const rows4: readonly Row[] = [
  row('bogon', say('range-this-network', { range: '0.0.0.0/8 (RFC 1122 §3.2.1.3)' }), 8, 0),
  row('private', say('range-private', { range: '10.0.0.0/8 (RFC 1918)' }), 8, 10),
  row('private', say('range-carriers', { range: '100.64.0.0/10 (RFC 6598)' }), 10, 100, 64),
  row('loopback', say('range-this-host', { range: '127.0.0.0/8 (RFC 1122 §3.2.1.3)' }), 8, 127),
  row('private', say('range-link-local', { range: '169.254.0.0/16 (RFC 3927)' }), 16, 169, 254),
  row('private', say('range-private', { range: '172.16.0.0/12 (RFC 1918)' }), 12, 172, 16),
  rowOf(undefined, 32, [192, 0, 0, 9]), // RFC 7723: the port control server that is nearest
  rowOf(undefined, 32, [192, 0, 0, 10]), // RFC 8155: the TURN server that is nearest
  row('bogon', say('range-protocols', { range: '192.0.0.0/24 (RFC 6890 §2.1)' }), 24, 192, 0, 0),
  row('documentation', say('range-documentation', { range: '192.0.2.0/24 (RFC 5737)' }), 24, 192, 0, 2),
  row('bogon', say('range-withdrawn', { range: '192.88.99.0/24 (RFC 7526 §4)' }), 24, 192, 88, 99),
  row('private', say('range-private', { range: '192.168.0.0/16 (RFC 1918)' }), 16, 192, 168),
  row('private', say('range-measurements', { range: '198.18.0.0/15 (RFC 2544)' }), 15, 198, 18),
  row('documentation', say('range-documentation', { range: '198.51.100.0/24 (RFC 5737)' }), 24, 198, 51, 100),
  row('documentation', say('range-documentation', { range: '203.0.113.0/24 (RFC 5737)' }), 24, 203, 0, 113),
  row('bogon', say('range-multicast', { range: '224.0.0.0/4 (RFC 5771)' }), 4, 224),
  row('bogon', say('range-reserved', { range: '240.0.0.0/4 (RFC 1112 §4)' }), 4, 240),
]

const rows6: readonly Row[] = [
  row(
    'loopback',
    say('range-this-host', { range: '::1 (RFC 4291 §2.5.3)' }),
    128,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    1,
  ),
  row(
    'bogon',
    say('range-mapped', { range: '::ffff:0:0/96 (RFC 4291 §2.5.5.2)' }),
    96,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    0,
    255,
    255,
  ),
  row('bogon', say('range-unspecified', { range: '::/96 (RFC 4291 §2.5)' }), 96, 0),
  row('private', say('range-translation', { range: '64:ff9b:1::/48 (RFC 8215)' }), 48, 0, 0x64, 0xff, 0x9b, 0, 1),
  row('bogon', say('range-thrown-away', { range: '100::/64 (RFC 6666)' }), 64, 1),
  row('documentation', say('range-documentation', { range: '2001:db8::/32 (RFC 3849)' }), 32, 0x20, 0x01, 0x0d, 0xb8),
  row('private', say('range-measurements', { range: '2001:2::/48 (RFC 5180 §8)' }), 48, 0x20, 0x01, 0, 2),
  row('bogon', say('range-withdrawn', { range: '2001:10::/28 (RFC 4843)' }), 28, 0x20, 0x01, 0, 0x10),
  rowOf(sixToFour, 16, [0x20, 0x02]),
  row('documentation', say('range-documentation', { range: '3fff::/20 (RFC 9637)' }), 20, 0x3f, 0xff),
  row('bogon', say('range-segments', { range: '5f00::/16 (RFC 9602)' }), 16, 0x5f),
  row('private', say('range-private', { range: 'fc00::/7 (RFC 4193)' }), 7, 0xfc),
  row('private', say('range-link-local', { range: 'fe80::/10 (RFC 4291 §2.5.6)' }), 10, 0xfe, 0x80),
  row('bogon', say('range-withdrawn', { range: 'fec0::/10 (RFC 3879)' }), 10, 0xfe, 0xc0),
  row('bogon', say('range-multicast', { range: 'ff00::/8 (RFC 4291 §2.7)' }), 8, 0xff),
]

const firstOctets4 = byFirstOctet(rows4)
const firstOctets6 = byFirstOctet(rows6)

/** The first octet alone does not decide the kind. */
const LOOK_CLOSER = 255

/** The kind of all addresses that begin with an octet. */
const firstKinds4 = Uint8Array.from(firstOctets4, kindOfAll)
const firstKinds6 = Uint8Array.from(firstOctets6, kindOfAll)

function kindOfAll(rows: readonly Row[] | undefined): number {
  const [first] = rows ?? []
  if (first === undefined) return 0
  return first.bits <= 8 && first.range ? rangeKinds[first.range.kind] : LOOK_CLOSER
}

function byFirstOctet(rows: readonly Row[]): readonly (readonly Row[] | undefined)[] {
  return Array.from({ length: 256 }, (_, octet) => {
    const own = rows.filter(({ begin, mask }) => (((octet << 24) ^ begin) & mask & 0xff000000) === 0)
    return own.length === 0 ? undefined : own
  })
}
