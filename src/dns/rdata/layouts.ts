// The table of types: one row says everything about the rdata of one type. A new type is a new row.
// Types without a row (NULL, UINFO, UID, GID, UNSPEC, unknown ones) have the form of RFC 3597 §5 only.

import { type Label, say } from '../says.ts'
import { Type } from '../types.ts'
import { ipv4, ipv6 } from './addresses.ts'
import { prefixes } from './apl.ts'
import { base32hex, digest, restBase64, restHex, salt } from './binary.ts'
import { typeBitmap } from './bitmap.ts'
import { algorithms, certificateTypes, digestSizes, digestTypes, dsyncSchemes, keyProtocols, type } from './codes.ts'
import type { Field, Layout } from './field.ts'
import { gateway, relayType } from './gateway.ts'
import { hostIdentity, restNames } from './hip.ts'
import { a6, atmAddress, matching, nsap, oldBitmap } from './historic.ts'
import { location } from './loc.ts'
import { eui, identifier64, locator64 } from './locators.ts'
import { name } from './names.ts'
import { coded, period, u8, u16, u32 } from './numbers.ts'
import { optionalString, restString, string, strings } from './strings.ts'
import { svcParams } from './svcparams.ts'
import { base64OrDash, keyOrNone, tag, u64 } from './tags.ts'
import { time } from './times.ts'
import { ports, protocols } from './wks.ts'

const algorithm = coded('algorithm', 1, algorithms)
const ds = [u16('key tag'), algorithm, coded('digest type', 1, digestTypes), digest('digest', digestSizes)]
const key = [u16('flags'), u8('protocol'), algorithm, restBase64('public key')]
const signature = [
  type('type covered'),
  algorithm,
  u8('labels'),
  u32('original TTL'),
  time('signature expiration'),
  time('signature inception'),
  u16('key tag'),
]
const nsec3 = [u8('hash algorithm'), u8('flags'), u16('iterations'), salt('salt')]
const certificateUse = [u8('certificate usage'), u8('selector'), u8('matching type'), restHex('certificate data')]

const service = [u16('priority'), name('target', 'plain'), svcParams()]
const degrees = (label: Label) => matching(label, /^-?[0-9]+(\.[0-9]+)?$/, say('need-decimal'))

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
  row('WKS', [ipv4('address'), coded('protocol', 1, protocols), ports('service')]), // RFC 1035 §3.4.2
  row('PTR', [name('pointer', 'compressible')], { lowerCase: true }), // RFC 1035 §3.3.12
  row('HINFO', [string('CPU'), string('operating system')]), // RFC 1035 §3.3.2
  row('MINFO', [name('responsible mailbox', 'compressible'), name('error mailbox', 'compressible')], {
    lowerCase: true,
  }), // RFC 1035 §3.3.7
  row('MX', [u16('preference'), name('exchange', 'compressible')], { target: 1, lowerCase: true }), // RFC 1035 §3.3.9
  row('TXT', [strings('text')]), // RFC 1035 §3.3.14
  row('RP', [name('mailbox', 'expandable'), name('text name', 'expandable')], { lowerCase: true }), // RFC 1183 §2.2
  row('AFSDB', [u16('subtype'), name('host', 'expandable')], { target: 1, lowerCase: true }), // RFC 1183 §1
  row('X25', [matching('PSDN address', /^[0-9]{4,}$/, say('need-four-digits'))]), // RFC 1183 §3.1
  row('ISDN', [string('address'), optionalString('subaddress')]), // RFC 1183 §3.2
  row('RT', [u16('preference'), name('intermediate host', 'expandable')], { target: 1, lowerCase: true }), // RFC 1183 §3.3
  row('NSAP', [nsap('address')]), // RFC 1706 §5
  row('NSAP-PTR', [name('owner', 'expandable')]), // RFC 1706 §6; RFC 4034 §6.2 does not name it
  row('SIG', [...signature, name("signer's name", 'expandable'), restBase64('signature')], { lowerCase: true }), // RFC 2535 §4.1
  row('KEY', [u16('flags'), coded('protocol', 1, keyProtocols), algorithm, keyOrNone('public key')]), // RFC 2535 §3.1
  row('PX', [u16('preference'), name('RFC 822 name', 'expandable'), name('X.400 name', 'expandable')], {
    lowerCase: true,
  }), // RFC 2163 §4
  row('GPOS', [degrees('longitude'), degrees('latitude'), degrees('altitude')]), // RFC 1712 §3
  row('AAAA', [ipv6('address')]), // RFC 3596 §2.2
  row('LOC', [location()]), // RFC 1876 §2, §3
  row('NXT', [name('next name', 'expandable'), oldBitmap('type')], { lowerCase: true }), // RFC 2535 §5.2
  row('EID', [restHex('identifier')]),
  row('NIMLOC', [restHex('locator')]),
  row('SRV', [u16('priority'), u16('weight'), u16('port'), name('target', 'expandable')], {
    target: 3,
    lowerCase: true,
  }), // RFC 2782
  row('ATMA', [atmAddress('address')]),
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
  row('A6', [a6()]), // RFC 2874 §3.1
  row('DNAME', [name('target', 'plain')], { lowerCase: true }), // RFC 6672 §2.1
  row('SINK', [u8('meaning'), u8('coding'), u8('subcoding'), restBase64('data', 0)]),
  row('APL', [prefixes('prefix')]), // RFC 3123 §4, §5
  row('DS', ds), // RFC 4034 §5.1
  row('SSHFP', [u8('algorithm'), u8('fingerprint type'), digest('fingerprint', { 1: 20, 2: 32 })]), // RFC 4255 §3.1, RFC 6594 §4.1
  row('IPSECKEY', [
    u8('precedence'),
    u8('gateway type'),
    u8('algorithm'),
    gateway('gateway', 2),
    restBase64('public key', 0),
  ]), // RFC 4025 §2
  row('RRSIG', [...signature, name("signer's name", 'plain'), restBase64('signature')], { lowerCase: true }), // RFC 4034 §3.1
  row('NSEC', [name('next name', 'plain'), typeBitmap('type', 1)]), // RFC 4034 §4.1; not lower-cased: RFC 6840 §5.1
  row('DNSKEY', key), // RFC 4034 §2.1
  row('DHCID', [restBase64('digest')]), // RFC 4701 §3.1
  row('NSEC3', [...nsec3, base32hex('next hashed owner'), typeBitmap('type', 0)]), // RFC 5155 §3.2
  row('NSEC3PARAM', nsec3), // RFC 5155 §4.2
  row('TLSA', certificateUse), // RFC 6698 §2.1
  row('SMIMEA', certificateUse), // RFC 8162 §2
  row('HIP', [hostIdentity(), restNames('rendezvous server')]), // RFC 8005 §5
  row('NINFO', [strings('text')]),
  row('RKEY', [u16('flags'), u8('protocol'), algorithm, restBase64('public key')]),
  row('TALINK', [name('previous name', 'plain'), name('next name', 'plain')]),
  row('CDS', ds), // RFC 7344 §3.1
  row('CDNSKEY', key), // RFC 7344 §3.2
  row('OPENPGPKEY', [restBase64('public key')]), // RFC 7929 §2.1
  row('CSYNC', [u32('serial'), u16('flags'), typeBitmap('type', 0)]), // RFC 7477 §2.1
  row('ZONEMD', [u32('serial'), u8('scheme'), u8('hash algorithm'), digest('digest', { 1: 48, 2: 64 }, 12, 1)]), // RFC 8976 §2.2
  row('SVCB', service, { target: 1 }), // RFC 9460 §2
  row('HTTPS', service, { target: 1 }), // RFC 9460 §9
  row('DSYNC', [type('type'), coded('scheme', 1, dsyncSchemes, true), u16('port'), name('target', 'plain')]), // RFC 9859 §2
  row('HHIT', [restBase64('data')]), // RFC 9886
  row('BRID', [restBase64('data')]), // RFC 9886
  row('SPF', [strings('text')]), // RFC 4408 §3.1.1
  row('NID', [u16('preference'), identifier64('node identifier')]), // RFC 6742 §2.1
  row('L32', [u16('preference'), ipv4('locator')]), // RFC 6742 §2.2
  row('L64', [u16('preference'), locator64('locator')]), // RFC 6742 §2.3
  row('LP', [u16('preference'), name('locator name', 'plain')]), // RFC 6742 §2.4
  row('EUI48', [eui('address', 6)]), // RFC 7043 §3
  row('EUI64', [eui('address', 8)]), // RFC 7043 §4
  row('URI', [u16('priority'), u16('weight'), restString('target', 1)]), // RFC 7553 §4
  row('CAA', [u8('flags'), tag('tag'), restString('value', 0)]), // RFC 8659 §4.1
  row('AVC', [strings('text')]),
  row('DOA', [u32('enterprise'), u32('type'), u8('location'), string('media type'), base64OrDash('data')]),
  row('AMTRELAY', [u8('precedence'), relayType(), gateway('relay', 1, 0x7f)]), // RFC 8777 §4.3
  row('RESINFO', [strings('information')]), // RFC 9606 §5
  row('WALLET', [strings('text')]),
  row('CLA', [strings('text')]),
  row('IPN', [u64('node number')]),
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
