// What we fuzz: a server of two faces with everything switched on, and the well-formed queries that become cases.

import { nameFromText } from '../../src/dns/name-text.ts'
import { rateTable } from '../../src/serve/policy/rate-limit.ts'
import { Responder } from '../../src/serve/responder.ts'
import { generationOf } from '../support/zones.ts'

const common = `$TTL 3600
@ SOA ns hostmaster 2024010101 2h 1h 2w 5m
  NS ns
  MX 10 mx
ns A 192.0.2.53
   AAAA 2001:db8::53
mx A 192.0.2.25
   A 192.0.2.26
*.wild TXT "any"
alias CNAME www
loop CNAME pool
pool CNAME loop
tree DNAME other.example.
sub NS ns.sub
ns.sub A 192.0.2.99
_imap._tcp SRV 0 0 143 mx
big ${Array.from({ length: 40 }, (_, i) => `TXT "${String(i).padStart(100, 'x')}"`).join('\n    ')}
a.b.c TXT "deep"
`

export function campus(): Responder {
  const zones = (www: string) => ({
    'univ.example.': `${common}www A ${www}\n`,
    'other.example.': common,
    'broken.example.': undefined,
  })
  const generation = generationOf({
    inside: { clients: ['10.0.0.0/8', '2001:db8::/32'], zones: zones('10.0.0.80') },
    outside: { clients: ['any'], zones: zones('192.0.2.80') },
  })
  return new Responder(generation, {
    ednsBufferSize: 1232,
    minimalResponses: true,
    nsid: Buffer.from('gw1'),
    idleTimeout: 10_000,
    cookies: { secret: Buffer.from('e5e973e5a6b2a43f48e7dc849e37bfcf', 'hex'), accept: [] },
    identity: { name: 'gw1', version: 'Janus' },
    rateTable: rateTable(),
    policies: {
      inside: { identify: true, errorTexts: true },
      outside: {
        rateLimits: {
          perSecond: [50, 50, 50, 50, 50, 200],
          window: 15,
          slip: 2,
          ipv4PrefixLength: 24,
          ipv6PrefixLength: 56,
          logOnly: false,
        },
      },
    },
  })
}

const names = [
  ...['univ', 'www.univ', 'mx.univ', 'none.univ', 'x.wild.univ', '*.wild.univ', 'alias.univ', 'loop.univ', 'b.c.univ'],
  ...['x.tree.univ', 'host.sub.univ', 'sub.univ', '_imap._tcp.univ', 'big.univ', 'broken', 'x.broken', 'elsewhere'],
].map((name) => nameFromText(`${name}.example.`))
const types = [1, 2, 5, 6, 12, 15, 16, 28, 33, 39, 43, 46, 47, 48, 99, 251, 252, 255, 666]
const options = [
  '',
  '000a00082464c4abcf10c957',
  '000a00182464c4abcf10c957010000005cf79f111f8130c3eee29480',
  '00030000000b00000013000000080007000118000a0000',
  '000c000400000000fde90003010203',
].map((hex) => Buffer.from(hex, 'hex'))

/** Queries of every kind that the server knows. */
export const queries: readonly Uint8Array[] = names.flatMap((name, n) =>
  types.map((type, t) => query(name, type, (n + t) % 3 === 0 ? undefined : options[(n * 7 + t) % options.length])),
)

function query(name: Uint8Array, type: number, option: Uint8Array | undefined): Uint8Array {
  const class_ = type === 16 && name.length % 3 === 0 ? 3 : 1
  const question = [...name, type >>> 8, type & 0xff, 0, class_]
  const opt = option === undefined ? [] : [0, 0, 41, 4, 208, 0, 0, type % 2 ? 0x80 : 0, 0, 0, option.length, ...option]
  return Uint8Array.from([0xab, type & 0xff, 0x01, 0, 0, 1, 0, 0, 0, 0, 0, opt.length > 0 ? 1 : 0, ...question, ...opt])
}
