// What holds for the repairs of any zone: it serves what it served, and a mended one has nothing more to be mended.

import assert from 'node:assert/strict'
import t from 'tap'
import { fixText } from '../../src/check/fix.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { agreedRepairs } from '../../src/check/readings.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { ZoneBuilder } from '../../src/zone/builder.ts'
import { eachRecord } from '../../src/zone/records.ts'
import { messageOf } from '../support/english.ts'
import fc from '../support/properties.ts'

const rules = rulesFor('zonecheck')
const origin = nameFromText('example.com.')

/** The main file, and those that it includes, by name. */
type Files = Readonly<Record<string, string>>

function sourceOf(files: Files) {
  const source = textSource('main.zone', files['main.zone']!, files)
  if ('rule' in source) throw new Error(messageOf(source))
  return source
}

/** Owner, type, TTL and data of every record that is answered, as text. */
function served(files: Files): string[] {
  const builder = new ZoneBuilder(origin)
  parseZoneFile(sourceOf(files), { origin }, builder)
  const zone = builder.finish()
  const found: string[] = []
  for (let node = 0; node < zone.nodes; node++)
    for (let set = zone.firstSet(node); set < zone.setsEnd(node); set++)
      eachRecord(zone, set, (data, length) => {
        const rdata = Buffer.from(zone.heap.subarray(data, data + length)).toString('hex')
        found.push(`${nameText(zone.name(node))} ${zone.type(set)} ${zone.ttl(set)} ${rdata}`)
      })
  return found.sort()
}

function mended(files: Files): Files {
  const { subject, problems } = readZone(sourceOf(files), { origin, rules })
  const agreed = agreedRepairs(problems, [subject.text])
  return Object.fromEntries(
    Object.entries(files).map(([file, text]) => {
      const own = agreed.filter(({ place }) => place.file === file)
      return [file, Buffer.from(fixText(Buffer.from(text), own).bytes).toString()]
    }),
  )
}

const owner = fc.constantFrom('a', 'b', ' ', '\t', 'a.example.com.', 'sub')
const ttl = fc.constantFrom('', '', '', '60 ', '1h ', 'IN 300 ')
const data = fc.constantFrom(
  'A 192.0.2.1',
  'A 192.0.2.2',
  'TXT "x"',
  'TXT "a\\"; b" ; why',
  'TXT "a\\"" ( "b"\n "c" )',
  'TXT "a\\"" "b" "c"',
)
const record = fc.tuple(owner, ttl, data).map(([owner, ttl, data]) => `${owner} ${ttl}${data}`)
const directive = fc.constantFrom(
  '$TTL 2h',
  '$ORIGIN sub.example.com.',
  '$ORIGIN example.com.',
  '$GENERATE 1-2 a 30 A 192.0.2.$',
  '$GENERATE 1-2 b A 192.0.2.$',
  '; a comment',
  '',
)
const line = fc.oneof({ weight: 6, arbitrary: record }, { weight: 1, arbitrary: directive })
const include = fc.constantFrom('$INCLUDE one.inc', '$INCLUDE two.inc', '$INCLUDE one.inc sub')
const body = (...lines: fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof(...lines.map((arbitrary, i) => ({ weight: i === 0 ? 8 : 1, arbitrary }))), { maxLength: 12 })
const text = (lines: readonly string[]) => lines.map((line) => `${line}\n`).join('')

const zones = fc
  .record({ ttl: fc.constantFrom('$TTL 1h', ''), main: body(line, include), one: body(line), two: body(line) })
  .map(({ ttl, main, one, two }): Files => {
    const heading = [ttl, '@ 1d SOA ns hostmaster 1 1d 2h 4w 1h', '@ NS ns.example.net.', '@ NS ns.example.org.']
    return { 'main.zone': text([...heading, ...main]), 'one.inc': text(one), 'two.inc': text(two) }
  })

t.test('a mended zone serves what it served', async () => {
  fc.assert(
    fc.property(zones, (files) => assert.deepEqual(served(mended(files)), served(files))),
    { numRuns: 1000 },
  )
})

t.test('what was mended has nothing more to be mended', async () => {
  fc.assert(
    fc.property(zones, (files) => {
      const once = mended(files)
      assert.deepEqual(mended(once), once)
    }),
    { numRuns: 1000 },
  )
})
