// Zone files as people write them: whatever their shape, they are clean, or have the right finding at the right place.

import t from 'tap'
import { checkView } from '../../src/check/check-view.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText } from '../../src/dns/name-text.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { workOf } from '../support/fair-time.ts'

const rules = rulesFor('zonecheck')
const now = Date.UTC(2026, 0, 2, 12) / 1000

/** `12:3 rule` for each warning and error. */
function found(text: string | Uint8Array, zone = 'univ.example.'): string[] {
  const source = textSource('a.zone', text)
  if ('rule' in source) return [`${source.place.line}:${source.place.column} ${source.rule}`]
  const origin = nameFromText(zone)
  const read = readZone(source, { origin, rules, now })
  return [...read.problems, ...checkView(rules, [{ apex: origin, read }]).flat()]
    .filter(({ severity }) => severity !== 'info')
    .map(({ place, rule }) => `${place.line}:${place.column} ${rule}`)
}

const classic = `; Zone of the university, kept by hand since 1998
$TTL 1D
@\t1D IN SOA\tns1.univ.example. hostmaster.univ.example. (
\t\t\t2026010101\t; serial
\t\t\t8H\t\t; refresh
\t\t\t2H\t\t; retry
\t\t\t4W\t\t; expire
\t\t\t1D )\t\t; minimum
\t\tIN NS\tns1
\t\tIN NS\tns2.example.net.
\t\tIN MX\t10 mail
\t\tIN TXT\t"v=spf1 mx -all"

localhost\tIN A\t127.0.0.1
ns1\t\tIN A\t192.0.2.1
mail\t\tIN A\t192.0.2.25
\t\tIN AAAA\t2001:db8::25
www\t\tIN CNAME\tmail
`

t.test('a zone as it was always written is clean, whatever its line ends and marks', async (t) => {
  t.strictSame(found(classic), [])
  t.strictSame(found(classic.replaceAll('\n', '\r\n')), [], 'CRLF')
  t.strictSame(found(`\ufeff${classic}`), [], 'BOM')
  t.strictSame(found(classic.trimEnd()), [], 'no line end at the end')
  t.strictSame(found(classic.replaceAll('\t', '        ')), [], 'blanks')
  t.strictSame(found(Buffer.from(classic.replace('by hand', 'von H\xe4nden'), 'latin1')), [], 'a Latin-1 comment')
  t.strictSame(found(classic.toUpperCase().replaceAll('V=SPF1 MX -ALL', 'v=spf1 mx -all')), [], 'upper case')
})

t.test('a mistake in it is found where it stands', async (t) => {
  t.strictSame(found(classic.replace('10 mail', '10 www')), ['11:12 mx-to-cname'])
  t.strictSame(found(classic.replace('10 mail', '10 www').replaceAll('\n', '\r\n')), ['11:12 mx-to-cname'])
  t.strictSame(found(`\ufeff${classic.replace('10 mail', '10 www')}`), ['11:12 mx-to-cname'])
  t.strictSame(found(classic.replace('4W', '1D')), ['7:4 soa-expire'])
  t.strictSame(found(classic.replace('8H', '1H')), ['6:4 soa-retry'])
  t.strictSame(found(Buffer.from(classic, 'utf16le')), ['1:1 not-text'])
})

t.test('a reverse zone of 60,000 lines is clean, and quick', async (t) => {
  const lines = [
    '$TTL 1d',
    '@ SOA ns.example.net. hostmaster.example.net. 2026010101 8h 2h 4w 1d',
    '@ NS ns.example.net.',
    '@ NS ns.example.org.',
  ]
  for (let i = 0; i < 60_000; i++) lines.push(`${i & 255}.${i >> 8}  PTR  host-${i}.campus.example.org.`)
  const took = workOf(() => t.strictSame(found(`${lines.join('\n')}\n`, '51.198.in-addr.arpa.'), []))
  t.ok(took < 10_000, `no work that grows with the square of the size: ${took} ms`)
})
