// Which records of an rrset say the same and are in the zone once (RFC 2181 §5): names in the types of RFC 4034 §6.2 count
// without regard to case, in newer types bit by bit (RFC 3597 §6), and so does all other data.

import t from 'tap'
import { typeCode } from '../../src/dns/types.ts'
import { APEX, NONE } from '../../src/zone/zone.ts'
import { zoneOf } from '../support/zones.ts'

const apex = ['@ 60 SOA ns hostmaster 1 1d 2h 4w 1h', '@ 60 NS ns.example.net.']

/** How many records of the type are at the apex. */
function kept(type: string, ...rdata: readonly string[]): number {
  const zone = zoneOf('example.com.', [...apex, ...rdata.map((text) => `@ 60 ${type} ${text}`), ''].join('\n'))
  const set = zone.rrset(APEX, typeCode(type)!)
  return set === NONE ? 0 : zone.size(set)
}

const once: readonly (readonly [type: string, first: string, second: string])[] = [
  ['A', '192.0.2.1', '192.0.2.1'],
  ['MX', '10 mail', '10 MAIL.example.com.'],
  ['PTR', 'a.example.net.', 'A.Example.NET.'],
  ['SRV', '1 0 25 mail', '1 0 25 Mail'],
  ['NAPTR', '1 0 "S" "x" "" mail', '1 0 "S" "x" "" MAIL'],
  ['MX', '65 mail', '65 MAIL'],
]

const twice: typeof once = [
  ['A', '192.0.2.1', '192.0.2.2'],
  ['MX', '65 mail', '97 mail'],
  ['MX', '10 mail', '10 mail.example.net.'],
  ['TXT', '"text"', '"TEXT"'],
  ['NAPTR', '1 0 "S" "x" "" mail', '1 0 "s" "x" "" mail'],
  ['HTTPS', '1 web', '1 WEB'],
  ['TYPE65400', '\\# 1 41', '\\# 1 61'],
]

for (const [type, first, second] of once)
  t.test(`${type} ${first} and ${second} are one record`, async (t) => {
    t.equal(kept(type, first, second), 1)
  })

for (const [type, first, second] of twice)
  t.test(`${type} ${first} and ${second} are two`, async (t) => {
    t.equal(kept(type, first, second), 2)
  })

t.test('in a set of many records too', async (t) => {
  const hosts = Array.from({ length: 100 }, (_, i) => `host${i}`)
  const loud = hosts.map((host) => host.toUpperCase())
  t.equal(kept('PTR', ...hosts, ...loud), 100)
  t.equal(kept('TXT', ...hosts, ...loud), 200)
})
