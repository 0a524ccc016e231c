// RFC 8976 appendix A.1: the simple example zone, and its digest.

import t from 'tap'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'

const simple = `example. 86400 IN SOA ns1 admin 2018031900 1800 900 604800 86400
86400 IN NS ns1
86400 IN NS ns2
86400 IN ZONEMD 2018031900 1 1 c68090d90a7aed716bc459f9340e3d7c1370d4d24b7e2fc3a1ddc0b9a87153b9a9713b3c9ae5cc27777f98b8e730044c
ns1 3600 IN A 203.0.113.63
ns2 3600 IN AAAA 2001:db8::63
`.replaceAll(/^(86400)/gm, '        $1')

function found(text: string): string[] {
  const source = textSource('example.zone', text)
  if ('rule' in source) throw new Error(messageOf(source))
  const { problems } = readZone(source, { origin: nameFromText('example.'), rules: rulesFor('zonecheck') })
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
