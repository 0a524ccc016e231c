// The table of types: one row says everything about the rdata of one type. A new type is a new row.
// Types without a row (NULL, UINFO, UID, GID, UNSPEC, unknown ones) have the form of RFC 3597 §5 only.

import { Type } from '../types.ts'
import { ipv4, ipv6 } from './addresses.ts'
import { base32hex, digest, restBase64, restHex, salt } from './binary.ts'
import { typeBitmap } from './bitmap.ts'
import { algorithms, certificateTypes, digestSizes, digestTypes, dsyncSchemes, keyProtocols, type } from './codes.ts'
import type { Field, Layout } from './field.ts'
import { name } from './names.ts'
import { coded, period, u8, u16, u32 } from './numbers.ts'
import { optionalString, restString, string, strings } from './strings.ts'
import { time } from './times.ts'

const algorithm = coded('algorithm', 1, algorithms)
const ds = [u16('key tag'), algorithm, coded('digest type', 1, digestTypes), digest('digest', digestSizes)]
const key = [u16('flags'), u8('protocol'), algorithm, restBase64('public key')]
const signature = [
  type('type covered'),
  algorithm,
  u8('labels'),
  period('original TTL'),
  time('signature expiration'),
  time('signature inception'),
  u16('key tag'),
]
const nsec3 = [u8('hash algorithm'), u8('flags'), u16('iterations'), salt('salt')]
const certificateUse = [u8('certificate usage'), u8('selector'), u8('matching type'), restHex('certificate data')]

const rows: readonly Layout[] = [
  row('A', [ipv4('address')]), // RFC 1035 §3.4.1
  row('NS', [name('name server', 'compressible')], { target: 0, lowerCase: true }), // RFC 1035 §3.3.11
  row('MD', [name('mail destination', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.4
  row('MF', [name('mail forwarder', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.5
  row('CNAME', [name('canonical name', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.1
  row(
    'SOA', // RFC 1035 §3.3.13
    [
      name('primary name server', 'compressible'),
      name('mailbox', 'compressible'),
      u32('serial'),
      period('refresh'),
      period('retry'),
      period('expire'),
      period('minimum'),
    ],
    { lowerCase: true },
  ),
  row('MB', [name('mailbox host', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.3
  row('MG', [name('mail group member', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.6
  row('MR', [name('renamed mailbox', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.8
  row('PTR', [name('pointer', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.12
  row('HINFO', [string('CPU'), string('operating system')]), // RFC 1035 §3.3.2
  row('MINFO', [name('responsible mailbox', 'compressible'), name('error mailbox', 'compressible')], {
    lowerCase: true,
  }), // RFC 1035 §3.3.7
  row('MX', [u16('preference'), name('exchange', 'compressible')], { target: 1, lowerCase: true }), // RFC 1035 §3.3.9
  row('TXT', [strings('text')]), // RFC 1035 §3.3.14
  row('RP', [name('mailbox', 'expandable'), name('text name', 'expandable')], { lowerCase: true }), // RFC 1183 §2.2
  row('AFSDB', [u16('subtype'), name('host', 'expandable')], { target: 1, lowerCase: true }), // RFC 1183 §1
  row('ISDN', [string('address'), optionalString('subaddress')]), // RFC 1183 §3.2
  row('RT', [u16('preference'), name('intermediate host', 'expandable')], { target: 1, lowerCase: true }), // RFC 1183 §3.3
  row('NSAP-PTR', [name('owner', 'expandable')]), // RFC 1706 §6; RFC 4034 §6.2 does not name it
  row('SIG', [...signature, name("signer's name", 'expandable'), restBase64('signature')], { lowerCase: true }), // RFC 2535 §4.1
  row('KEY', [u16('flags'), coded('protocol', 1, keyProtocols), algorithm, restBase64('public key', 0)]), // RFC 2535 §3.1
  row('PX', [u16('preference'), name('RFC 822 name', 'expandable'), name('X.400 name', 'expandable')], {
    lowerCase: true,
  }), // RFC 2163 §4
  row('AAAA', [ipv6('address')]), // RFC 3596 §2.2
  row('EID', [restHex('identifier')]),
  row('NIMLOC', [restHex('locator')]),
  row('SRV', [u16('priority'), u16('weight'), u16('port'), name('target', 'expandable')], {
    target: 3,
    lowerCase: true,
  }), // RFC 2782
  row(
    'NAPTR', // RFC 3403 §4.1
    [
      u16('order'),
      u16('preference'),
      string('flags'),
      string('services'),
      string('regular expression'),
      name('replacement', 'expandable'),
    ],
    { lowerCase: true },
  ),
  row('KX', [u16('preference'), name('exchanger', 'plain')], { target: 1, lowerCase: true }), // RFC 2230 §3.1
  row('CERT', [coded('type', 2, certificateTypes, true), u16('key tag'), algorithm, restBase64('certificate')]), // RFC 4398 §2
  row('DNAME', [name('target', 'plain')], { lowerCase: true }), // RFC 6672 §2.1
  row('SINK', [u8('meaning'), u8('coding'), u8('subcoding'), restBase64('data', 0)]),
  row('DS', ds), // RFC 4034 §5.1
  row('SSHFP', [u8('algorithm'), u8('fingerprint type'), digest('fingerprint', { 1: 20, 2: 32 })]), // RFC 4255 §3.1, RFC 6594 §4.1
  row('RRSIG', [...signature, name("signer's name", 'plain'), restBase64('signature')], { lowerCase: true }), // RFC 4034 §3.1
  row('NSEC', [name('next name', 'plain'), typeBitmap('type', 1)]), // RFC 4034 §4.1; not lower-cased: RFC 6840 §5.1
  row('DNSKEY', key), // RFC 4034 §2.1
  row('DHCID', [restBase64('digest')]), // RFC 4701 §3.1
  row('NSEC3', [...nsec3, base32hex('next hashed owner'), typeBitmap('type', 0)]), // RFC 5155 §3.2
  row('NSEC3PARAM', nsec3), // RFC 5155 §4.2
  row('TLSA', certificateUse), // RFC 6698 §2.1
  row('SMIMEA', certificateUse), // RFC 8162 §2
  row('NINFO', [strings('text')]),
  row('RKEY', [u16('flags'), u8('protocol'), algorithm, restBase64('public key')]),
  row('TALINK', [name('previous name', 'plain'), name('next name', 'plain')]),
  row('CDS', ds), // RFC 7344 §3.1
  row('CDNSKEY', key), // RFC 7344 §3.2
  row('OPENPGPKEY', [restBase64('public key')]), // RFC 7929 §2.1
  row('CSYNC', [u32('serial'), u16('flags'), typeBitmap('type', 0)]), // RFC 7477 §2.1
  row('ZONEMD', [u32('serial'), u8('scheme'), u8('hash algorithm'), digest('digest', { 1: 48, 2: 64 })]), // RFC 8976 §2.2
  row('DSYNC', [type('type'), coded('scheme', 1, dsyncSchemes, true), u16('port'), name('target', 'plain')]), // RFC 9859 §2
  row('HHIT', [restBase64('data')]), // RFC 9886
  row('BRID', [restBase64('data')]), // RFC 9886
  row('SPF', [strings('text')]), // RFC 4408 §3.1.1
  row('LP', [u16('preference'), name('locator name', 'plain')]), // RFC 6742 §2.4
  row('URI', [u16('priority'), u16('weight'), restString('target', 1)]), // RFC 7553 §4
  row('AVC', [strings('text')]),
  row('RESINFO', [strings('information')]), // RFC 9606 §5
  row('WALLET', [strings('text')]),
  row('CLA', [strings('text')]),
  row('TA', ds),
  row('DLV', ds), // RFC 4431 §2
]

/** The row of a type, or undefined where it has none. */
export function layoutOf(code: number): Layout | undefined {
  return code < low.length ? low[code] : high.get(code)
}

/** All rows, in the order of the table. */
export const layouts: readonly Layout[] = rows

/** Rows of types below 300, where almost all records lie, without hashing. */
const low: (Layout | undefined)[] = Array.from({ length: 300 }, () => undefined)
const high = new Map<number, Layout>()
for (const layout of rows) {
  if (layout.type < low.length) low[layout.type] = layout
  else high.set(layout.type, layout)
}

function row(
  mnemonic: keyof typeof Type,
  fields: readonly Field[],
  facts: { readonly target?: number; readonly lowerCase?: true } = {},
): Layout {
  return { type: Type[mnemonic], mnemonic, fields, target: facts.target, lowerCase: facts.lowerCase }
}
