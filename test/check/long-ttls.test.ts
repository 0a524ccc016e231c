// A TTL with the 32nd bit set counts as 0 (RFC 2181 §8), and zonecheck tells its writer.

import t from 'tap'
import { rulesFor } from '../../src/check/ruleset.ts'
import { Type } from '../../src/dns/types.ts'
import { zoneOf } from '../support/zones.ts'
import { heading, problemsOf } from './harness.ts'

const found = (text: string, stage: 'load' | 'zonecheck') =>
  problemsOf(text, { rules: rulesFor(stage) }).map(
    ({ place, severity, rule }) => `${place.line - heading.length} ${severity} ${rule}`,
  )

t.test('a TTL above 31 bits is 0 in the zone, and a warning at every stage', async (t) => {
  const cases: [record: string, ttl: number | undefined, said: string][] = [
    ['a 2147483647 A 192.0.2.1', 2147483647, 'warning ttl-long'],
    ['a 2147483648 A 192.0.2.1', 0, 'warning ttl-top-bit'],
    ['a 4294967295 A 192.0.2.1', 0, 'warning ttl-top-bit'],
    ['a 5000w A 192.0.2.1', 0, 'warning ttl-top-bit'],
    ['a 4294967296 A 192.0.2.1', undefined, 'error bad-ttl'],
  ]
  for (const [record, ttl, said] of cases) {
    const text = [...heading, record, ''].join('\n')
    t.strictSame(found(text, 'zonecheck'), [`1 ${said}`], record)
    if (!said.endsWith('ttl-long')) t.strictSame(found(text, 'load'), [`1 ${said}`], `${record}: loading`)
    if (ttl === undefined) continue
    const zone = zoneOf('example.com.', text)
    const node = Array.from({ length: zone.nodes }, (_, node) => node).find(
      (node) => node > 0 && zone.name(node)[1] === 0x61,
    )!
    t.equal(zone.ttl(zone.rrset(node, Type.A)), ttl, record)
  }
})

t.test('records under such a $TTL are told, and one rrset has one TTL', async (t) => {
  const under = [...heading, '$TTL 3000000000', 'a A 192.0.2.1', 'b 0 A 192.0.2.2', 'b 3000000000 A 192.0.2.3', '']
  t.strictSame(found(under.join('\n'), 'load'), ['2 warning ttl-top-bit', '4 warning ttl-top-bit'])
})
