// RFC 8976 appendix A: example zones, and their digests. What A.3 has beyond these is in check/zonemd.test.ts.

import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { Type } from '../../src/dns/types.ts'
import { digestedSets } from '../../src/sign/digested-sets.ts'
import { ownSet } from '../../src/sign/own-sets.ts'
import { zoneDigest } from '../../src/sign/zone-digest.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { APEX } from '../../src/zone/zone.ts'
import { messageOf } from '../support/english.ts'
import { zoneOf } from '../support/zones.ts'

const simple = `example. 86400 IN SOA ns1 admin 2018031900 1800 900 604800 86400
86400 IN NS ns1
86400 IN NS ns2
86400 IN ZONEMD 2018031900 1 1 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c
ns1 3600 IN A 203.0.113.63
ns2 3600 IN AAAA 2001:db8::63
`.replaceAll(/^(86400)/gm, '        $1')

function found(text: string, origin = 'example.'): string[] {
  const source = textSource('example.zone', text)
  if ('rule' in source) throw new Error(messageOf(source))
  const { problems } = readZone(source, { origin: nameFromText(origin), rules: rulesFor('zonecheck') })
  return problems.map(({ rule }) => rule).filter((rule) => rule.startsWith('zonemd'))
}

t.test('the digest of the RFC fits, in whatever order the records stand', async (t) => {
  t.strictSame(found(simple), [])
  const lines = simple.trimEnd().split('\n')
  t.strictSame(found([...lines.slice(0, 4), lines[5], lines[4], ''].join('\n')), [])
  t.strictSame(found(simple.replaceAll('ns1', 'NS1')), [], 'names in canonical form are in lower case')
})

t.test('any change of the zone is seen', async (t) => {
  t.strictSame(found(simple.replace('203.0.113.63', '203.0.113.64')), ['zonemd-digest'])
  t.strictSame(found(simple.replace('ns2 3600', 'ns2 3601')), ['zonemd-digest'])
  t.strictSame(found(`${simple}ns3 3600 IN A 203.0.113.65\n`), ['zonemd-digest'])
  t.strictSame(found(simple.replace('admin 2018031900', 'admin 2018031901')), ['zonemd-serial'])
})

const examples = [
  { file: 'a2', origin: 'example.', what: 'A.2: occluded, doubled, foreign and spelled in capitals' },
  { file: 'a4', origin: 'uri.arpa.', what: 'A.4: uri.arpa as it was served, signed' },
  { file: 'a5', origin: 'root-servers.net.', what: 'A.5: root-servers.net as it was served' },
] as const

for (const { file, origin, what } of examples)
  t.test(what, async (t) => {
    const text = readFileSync(join(import.meta.dirname, 'rfc-8976', `${file}.zone`), 'utf8')
    t.strictSame(found(text, origin), [], 'zonecheck finds that it fits')
    t.strictSame(found(text.replace('MX 10', 'MX 11'), origin), ['zonemd-digest'])
    // A record of another zone is left out by whoever reads (§3.3.2); none comes as far as a zone here.
    const zone = zoneOf(origin, text.replace(/^foo\.test\..*\n/m, ''))
    const [told] = ownSet(zone, zone.rrset(APEX, Type.ZONEMD), Type.ZONEMD).records
    t.equal(hex(zoneDigest('sha384', digestedSets(zone))), hex(told!.subarray(6)), 'as whoever signs makes it')
  })

function hex(octets: Uint8Array): string {
  return Buffer.from(octets).toString('hex')
}
