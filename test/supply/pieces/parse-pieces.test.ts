// A large zone file that two threads read is the zone that one thread reads, octet by octet; or one thread reads it.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import t, { type Test } from 'tap'
import { finishZone, readZone } from '../../../src/check/read-zone.ts'
import { rulesFor } from '../../../src/check/ruleset.ts'
import { nameFromText } from '../../../src/dns/name-text.ts'
import { startHelper } from '../../../src/supply/pieces/helper.ts'
import { beginPieces } from '../../../src/supply/pieces/parse-pieces.ts'
import { parseZoneFile } from '../../../src/text/zonefile/parser.ts'
import { readSource, type Source } from '../../../src/text/zonefile/source.ts'
import { ZoneBuilder } from '../../../src/zone/builder.ts'

const origin = nameFromText('example.com')

const head = `$TTL 3600
@ SOA ns hostmaster 1 7200 900 604800 300
@ NS ns
ns A 192.0.2.1
`

function hosts(
  from: number,
  to: number,
  line = (i: number) => `host${i} A 192.0.2.${i % 250}\n\tMX 10 mail.host${i % 97}\n`,
) {
  return Array.from({ length: to - from }, (_, i) => line(from + i)).join('')
}

/** A little more than half of what a zone may have. */
function generates(owner: string) {
  return Array.from({ length: 9 }, (_, i) => `$GENERATE 1-65536 ${owner}${i}-$ A 192.0.2.1\n`).join('')
}

const cases = [
  { name: 'hosts in order', text: head + hosts(0, 6000), pieces: true },
  {
    name: 'names of the front part again in the rear part',
    text: head + hosts(0, 3000) + hosts(0, 3000),
    pieces: true,
  },
  {
    name: 'parentheses, comments and empty lines everywhere',
    text: head + hosts(0, 4000, (i) => `; host ${i}\nhost${i} MX (\n 10 ; first\n mail${i % 7} )\n\n`),
    pieces: true,
  },
  {
    name: 'records that take more room than their text',
    text: head + hosts(0, 6000, (i) => `h${i} MX 1 b\n`),
    pieces: true,
  },
  {
    name: 'records that take more room than their text, in the rear part only',
    text:
      head +
      hosts(0, 3000, (i) => `h${i} A 192.0.2.1 ; ${'x'.repeat(40)}\n`) +
      hosts(3000, 18000, (i) => `h${i} MX 1 b\n`),
    pieces: true,
  },
  {
    name: 'lines that look like records inside parentheses',
    text: head + hosts(0, 4000, (i) => `host${i} TXT (\none\ntwo\nthree\nfour\nfive\nsix\nseven\neight )\n`),
    // The line after the middle is one of these.
    pieces: false,
  },
  {
    name: 'another TTL in the front part',
    text: `${head}${hosts(0, 2500)}$TTL 60\n${hosts(2500, 6000)}`,
    pieces: false,
  },
  {
    name: 'another origin in the front part',
    text: `${head}${hosts(0, 2500)}$ORIGIN a\n${hosts(0, 3500)}`,
    pieces: false,
  },
  {
    name: 'another origin in the rear part',
    text: `${head}${hosts(0, 5000)}$ORIGIN a\n${hosts(0, 1000)}`,
    pieces: true,
  },
  {
    name: 'an error in the rear part',
    text: `${head}${hosts(0, 5900)}bad A 1.2.3\n${hosts(5900, 6000)}`,
    pieces: false,
  },
  {
    name: 'more records from $GENERATE in both parts together than a zone may have',
    text: head + generates('front') + hosts(0, 6000) + generates('rear'),
    pieces: false,
  },
  { name: 'an error in the front part', text: `${head}bad A 1.2.3\n${hosts(0, 6000)}`, pieces: false },
]

/** As a file, because the text of a large one is in shared memory. */
function sourceOf(t: Test, text: string): Source {
  const folder = mkdtempSync(join(tmpdir(), 'janus-'))
  t.teardown(() => rmSync(folder, { recursive: true }))
  const path = join(folder, 'large.zone')
  writeFileSync(path, text)
  return readSource(path) as Source
}

for (const { name, text, pieces } of cases)
  t.test(name, async (t) => {
    const source = sourceOf(t, text)
    const helper = startHelper()
    t.teardown(() => helper.close())
    const built = await beginPieces(source, origin, helper)()
    t.equal(built !== undefined, pieces, 'read in pieces or not, as it should be')
    if (built === undefined) return
    const builder = new ZoneBuilder(origin)
    const whole = parseZoneFile(source, { origin }, builder)
    t.same(new Uint8Array(built.builder.finish(helper).image), new Uint8Array(builder.finish().image))
    t.same(built.parsed.problems, whole.problems)
  })

t.test('the rules find the same where the other thread has looked at the labels and the data', async (t) => {
  const names = [
    'www',
    'vvww',
    'corn',
    'com',
    'Upper',
    '-begins',
    'ends-',
    'x*y',
    'xn--a',
    'b0ok',
    'book',
    'under_score',
  ]
  const odd = `${names.map((name) => `${name} A 192.0.2.7\n`).join('')}zero 0 A 192.0.2.8
long 9w A 192.0.2.8
bogon A 240.0.0.1
loop AAAA ::1
* MX 10 under_score
twice MX 10 ns
twice MX 20 ns
alias CNAME b0ok
misspelt CNAME c0rn
`
  const source = sourceOf(t, head + hosts(0, 3000) + odd + hosts(3000, 6000))
  const rules = rulesFor('zonecheck')
  const helper = startHelper()
  t.teardown(() => helper.close())
  const built = await beginPieces(source, origin, helper)()
  const alone = readZone(source, { origin, rules, now: 0 })
  const together = finishZone(built!.builder, built!.parsed, rules, { now: 0, partner: helper })
  t.same(together.problems, alone.problems)
  const found = new Set(together.problems.map(({ rule }) => rule))
  const shown =
    'address-bogon address-loopback asterisk-inside host-name idna-broken look-alike mx-duplicate ttl-long ttl-zero'
  for (const rule of `${shown} uppercase wildcard-mx`.split(' ')) t.ok(found.has(rule), `${rule} was found`)
})
