// What holds for any text: it is read or it is refused, never thrown at, and what was read can be written and read again.
// biome-ignore-all lint/suspicious/noTemplateCurlyInString: $GENERATE has them

import t from 'tap'
import { workOf } from '../../support/fair-time.ts'
import fc from '../../support/properties.ts'
import { readText } from './harness.ts'

const words = fc.constantFrom(
  ...[
    '@',
    'a',
    'www',
    '*',
    'a.b',
    'example.com.',
    '\\.',
    '\\000',
    '\\999',
    '.',
    '..',
    'IN',
    'CH',
    'CLASS1',
    'A',
    'AAAA',
    'MX',
    'NS',
  ],
  ...[
    'SOA',
    'TXT',
    'CNAME',
    'TYPE1',
    'TYPE65280',
    'CAA',
    'SVCB',
    'HTTPS',
    'LOC',
    'APL',
    'NSEC',
    'ANY',
    '60',
    '1h',
    '1h30',
    '0',
    '10',
  ],
  ...[
    '4294967296',
    '192.0.2.1',
    '2001:db8::1',
    '"',
    '"a b"',
    '""',
    '(',
    ')',
    ';',
    '\\',
    '\\#',
    '4',
    'C0000201',
    '\n',
    '\r',
    '\r\n',
  ],
  ...[
    '\t',
    ' ',
    '\n ',
    '$TTL',
    '\n$TTL',
    '\n$ORIGIN',
    '\n$INCLUDE',
    '\n$GENERATE',
    '1-3',
    '1-9/2',
    '$',
    '${1,2,n}',
    '${',
    '$$',
    'x.inc',
  ],
  ...['\ufeff', '日本', '\u0001', 'alpn="h2"', 'key=', '\\"', 'main.zone'],
)
const zoneText = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(' '))
const closeText = fc.array(words, { maxLength: 60 }).map((parts) => parts.join(''))
const octets = fc.uint8Array({ min: 1, maxLength: 400 })

const zone = `$TTL 1h
@ IN SOA ns hostmaster ( 2024010101 ; serial
   1d 2h 4w 300 )
  NS ns
ns 60 A 192.0.2.1
   AAAA 2001:db8::1
mail MX 10 mx.example.net.
txt TXT "one two" three "\\"q\\""
$ORIGIN sub
$GENERATE 1-3 host$ A 192.0.2.$
$INCLUDE x.inc
svc HTTPS 1 . alpn="h2,h3" port=443
`
const others = { 'x.inc': 'x A 192.0.2.1\n  TXT "x"\n$INCLUDE x.inc\n' }
const edit = fc.record({
  at: fc.nat(zone.length),
  remove: fc.nat(6),
  insert: fc.oneof(words, fc.string({ maxLength: 3 })),
})
const mutated = fc
  .array(edit, { minLength: 1, maxLength: 4 })
  .map((edits) =>
    edits.reduce((text, { at, remove, insert }) => text.slice(0, at) + insert + text.slice(at + remove), zone),
  )

/** Reads, checks what holds for every result, and finds the place of every record. */
function holds(text: string | Uint8Array): void {
  const { records, lines, problems, text: zone } = readText(text, others)
  if (records.length === 0 && problems.length === 0) throw new Error('neither records nor problems')
  for (const { place, source, sourceColumn = 1 } of problems) {
    if (place.line < 1 || place.column < 1 || place.length < 1)
      throw new Error(`no such place: ${JSON.stringify(place)}`)
    const last = [...(source ?? '')].length + sourceColumn
    if (place.column > last || place.column + place.length > last + 1)
      throw new Error(`outside its line: ${JSON.stringify(place)}`)
  }
  for (let i = 0; i < lines.length; i++) {
    if (i > 0 && lines[i]! < lines[i - 1]!) throw new Error('lines go back')
    for (const part of ['owner', 'ttl', 'class', 'type', 'entry', 0, 7] as const) {
      const { place } = zone.place(lines[i]!, part)
      if (place.file !== zone.fileLine(lines[i]!).file) throw new Error('another file')
    }
  }
  if (problems.some(({ severity }) => severity === 'error')) return
  const again = readText(records.join('\n'))
  if (again.problems.length > 0 || again.records.join('\n') !== records.join('\n'))
    throw new Error('prints as something else')
}

t.test('words of zone files in any order are read or refused', async (t) => {
  fc.assert(fc.property(zoneText, holds), { numRuns: 3000 })
  fc.assert(fc.property(closeText, holds), { numRuns: 2000 })
  t.pass()
})

t.test('octets are read or refused', async (t) => {
  fc.assert(fc.property(octets, holds), { numRuns: 2000 })
  t.pass()
})

t.test('a zone with a few slips of the hand is read or refused', async (t) => {
  t.doesNotThrow(() => holds(zone))
  fc.assert(fc.property(mutated, holds), { numRuns: 5000 })
  t.pass()
})

t.test('time grows with the text, whatever is in it', async (t) => {
  const hard = [
    '(',
    '(\n',
    'a (\n',
    '"',
    '\\',
    '"\n(',
    ';\r',
    ' ( ) ',
    '$',
    '$GENERATE 0-65535 a A 1\n',
    'a TXT "\n',
    '\n$INCLUDE main.zone',
  ]
  for (const part of hard) {
    const took = workOf(() => void readText(part.repeat(Math.ceil(2_000_000 / part.length))))
    t.ok(took < 8000, `${JSON.stringify(part)}: ${Math.round(took)} ms`)
  }
})
