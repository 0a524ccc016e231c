// Reverse zones that Janus makes, or completes, from the addresses of each view.

import t from 'tap'
import { nameText } from '../../../src/dns/name-text.ts'
import { reverseZones } from '../../../src/text/config/reverse-zones.ts'
import { english } from '../../../src/text/config/says.ts'
import { readPrefix } from '../../../src/views/read-prefix.ts'
import { campus, faceOf, linesOf, placesOf, top } from './harness.ts'

const forward = {
  'in.zone': `${top}a A 192.0.2.7\na AAAA 2001:db8::7\nb A 10.0.0.9\n`,
  'out.zone': `${top}a A 192.0.2.7\n`,
}
const zones = 'zones:\n  example.com: {internal: in.zone, external: out.zone}\n'

t.test('each view gets names for its own addresses', async (t) => {
  const config = `reverse: {192.0.2.0/24: [internal, external], 10.0.0.0/8: [internal], "2001:db8::/32": [internal]}\n${zones}`
  const all = campus(t, config, forward)
  const zone = (view: string, name: string) => linesOf(faceOf(all, view, name))
  t.same(zone('internal', '2.0.192.in-addr.arpa.'), ['1 PTR ns.example.com.', '7 PTR a.example.com.'])
  t.same(zone('external', '2.0.192.in-addr.arpa.'), ['1 PTR ns.example.com.', '7 PTR a.example.com.'])
  t.same(zone('internal', '10.in-addr.arpa.'), ['9.0.0 PTR b.example.com.'])
  t.throws(() => faceOf(all, 'external', '10.in-addr.arpa.'))
  t.match(zone('internal', '8.b.d.0.1.0.0.2.ip6.arpa.'), [/^7\.0\.0\..* PTR a\.example\.com\.$/])
})

t.test('each PTR stands on the line of its address, and says what made it', async (t) => {
  const face = faceOf(campus(t, `reverse: {10.0.0.0/8: [internal]}\n${zones}`, forward), 'internal', '10.in-addr.arpa.')
  t.same(
    placesOf(face).map((line) => line.replace(/\(.*\//, '(')),
    [
      '10.in-addr.arpa. NS < in.zone:3 reverse: 10.0.0.0/8 (janus.yaml:4)',
      '10.in-addr.arpa. SOA < in.zone:2 reverse: 10.0.0.0/8 (janus.yaml:4)',
      '9.0.0.10.in-addr.arpa. PTR < in.zone:7 reverse: 10.0.0.0/8 (janus.yaml:4)',
    ],
  )
})

t.test('what the zone file says stays', async (t) => {
  const file = `${top}7 PTR other.example.com.\n8 CNAME 8.sub\nsub NS ns.example.com.\n* PTR generic.example.com.\n`
  const config = `reverse: {192.0.2.0/24: [internal]}\n${zones}  2.0.192.in-addr.arpa: {internal: rev.zone}\n`
  const more = 'c A 192.0.2.8\nd A 192.0.2.9\n'
  const all = campus(t, config, { ...forward, 'in.zone': forward['in.zone'] + more, 'rev.zone': file })
  const lines = linesOf(faceOf(all, 'internal', '2.0.192.in-addr.arpa.'))
  t.same(
    lines.filter((line) => / (PTR|CNAME) /.test(line)),
    [
      '* PTR generic.example.com.',
      '1 PTR ns.example.com.',
      '7 PTR other.example.com.',
      '8 CNAME 8.sub.2.0.192.in-addr.arpa.',
      '9 PTR d.example.com.',
    ],
  )
})

t.test('of several names of an address the one with the fewest addresses is taken, then the first', async (t) => {
  const more = 'mx A 10.0.0.25\nmx A 10.0.0.26\neast A 10.0.0.25\nwest A 10.0.0.26\nalso A 10.0.0.26\n*.w A 10.0.0.27\n'
  const all = campus(t, `reverse: {10.0.0.0/8: [internal]}\n${zones}`, { ...forward, 'in.zone': top + more })
  t.same(linesOf(faceOf(all, 'internal', '10.in-addr.arpa.')), [
    '25.0.0 PTR east.example.com.',
    '26.0.0 PTR west.example.com.',
  ])
})

t.test('the serial is the newest of the zones that names come from', async (t) => {
  const newer = top.replace(' 1 1h', ' 2026010199 1h')
  const config = `reverse: {192.0.2.0/24: [internal]}\n${zones}  2.0.192.in-addr.arpa: {internal: rev.zone}\n`
  const all = campus(t, config, { ...forward, 'in.zone': `${newer}a A 192.0.2.7\n`, 'rev.zone': top })
  t.equal(faceOf(all, 'internal', '2.0.192.in-addr.arpa.').zone?.serial, 2026010199)
})

t.test('faces that are made get their names too', async (t) => {
  const config = `reverse: {192.0.2.0/24: [external]}\nzones:\n  example.com: {internal: in.zone, external: {from: internal, rules: [{map: {10.0.0.0/24: 192.0.2.0/24}}]}}\n`
  const all = campus(t, config, { 'in.zone': `${top}a A 10.0.0.9\n` })
  t.same(linesOf(faceOf(all, 'external', '2.0.192.in-addr.arpa.')), ['1 PTR ns.example.com.', '9 PTR a.example.com.'])
})

t.test('a prefix that ends between two labels is several zones', async (t) => {
  const cases: [string, string[] | RegExp][] = [
    ['192.0.2.0/24', ['2.0.192.in-addr.arpa.']],
    [
      '198.51.100.0/22',
      ['100.51.198.in-addr.arpa.', '101.51.198.in-addr.arpa.', '102.51.198.in-addr.arpa.', '103.51.198.in-addr.arpa.'],
    ],
    ['10.0.0.0/8', ['10.in-addr.arpa.']],
    ['2001:db8::/32', ['8.b.d.0.1.0.0.2.ip6.arpa.']],
    ['2001:db8:8000::/33', ['8', '9', 'a', 'b', 'c', 'd', 'e', 'f'].map((n) => `${n}.8.b.d.0.1.0.0.2.ip6.arpa.`)],
    ['192.0.2.0/25', /smaller than a zone/],
  ]
  for (const [text, wanted] of cases) {
    const read = readPrefix(text)
    const zones = reverseZones(read.kind === 'prefixes' ? read.prefixes[0]! : (undefined as never))
    t.match(Array.isArray(zones) ? zones.map((zone) => nameText(zone)) : english.text(zones), wanted, text)
  }
})

t.test('a reverse zone that nothing can be said of is told where the configuration wants it', async (t) => {
  const config = `reverse: {10.0.0.0/8: [internal]}\nzones:\n  example.com: {internal: in.zone, external: out.zone}\n`
  const all = campus(t, config, { 'in.zone': 'nonsense\n', 'out.zone': top })
  const { problems } = faceOf(all, 'internal', '10.in-addr.arpa.')
  t.ok(problems.length > 0)
  for (const { place } of problems) t.match(place, { file: /janus\.yaml$/, line: 4, column: 1 })
})
