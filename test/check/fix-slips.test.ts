// Correct zones with slips in them: --fix restores a word or leaves it, and makes no name that nobody meant.

import assert from 'node:assert/strict'
import t from 'tap'
import { checkView } from '../../src/check/check-view.ts'
import { fixText } from '../../src/check/fix.ts'
import { readZone } from '../../src/check/read-zone.ts'
import { agreedRepairs } from '../../src/check/readings.ts'
import { rulesFor } from '../../src/check/ruleset.ts'
import { nameFromText, nameText } from '../../src/dns/name-text.ts'
import { parseZoneFile } from '../../src/text/zonefile/parser.ts'
import { textSource } from '../../src/text/zonefile/source.ts'
import { messageOf } from '../support/english.ts'
import fc from '../support/properties.ts'
import { brief, heading, problemsOf } from './harness.ts'

const rules = rulesFor('zonecheck')
const origin = nameFromText('example.com.')

/** The file and what it includes, each line as its words. */
type Files = Readonly<Record<string, readonly (readonly string[])[]>>
type Texts = Readonly<Record<string, string>>

const textsOf = (files: Files): Texts =>
  Object.fromEntries(
    Object.entries(files).map(([file, lines]) => [file, lines.map((words) => `${words.join(' ')}\n`).join('')]),
  )

function sourceOf(texts: Texts) {
  const source = textSource('main.zone', texts['main.zone']!, texts)
  if ('rule' in source) throw new Error(messageOf(source))
  return source
}

function mendedOnce(texts: Texts): Texts {
  const read = readZone(sourceOf(texts), { origin, rules })
  const inView = checkView(rules, [{ apex: origin, read }], {}).flat()
  const agreed = agreedRepairs([...read.problems, ...inView], [read.subject.text])
  return Object.fromEntries(
    Object.entries(texts).map(([file, text]) => {
      const own = agreed.filter(({ place }) => place.file === file)
      return [file, Buffer.from(fixText(Buffer.from(text), own).bytes).toString()]
    }),
  )
}

/** In rounds, as the command does. */
function mended(texts: Texts): Texts {
  let now = texts
  for (let round = 0; round < 10; round++) now = mendedOnce(now)
  return now
}

/** Owner and data of every record, in the order of the file. */
function records(texts: Texts): string[] {
  const found: string[] = []
  let owner = ''
  parseZoneFile(
    sourceOf(texts),
    { origin },
    {
      owner: (bytes, at) => {
        owner = nameText(bytes, at)
      },
      record: (type, _ttl, rdata, length) =>
        void found.push(`${owner} ${type} ${Buffer.from(rdata.subarray(0, length)).toString('hex')}`),
    },
  )
  return found
}

const hosts = ['www', 'mail', 'ns', 'a.sub', 'b.sub']
const above = [
  '$TTL 1h',
  '@ SOA ns.example.com. hostmaster.example.com. 2026010101 1d 2h 4w 1h',
  '@ NS ns.example.com.',
  '@ NS ns1.provider.net.',
  ...hosts.map((host, i) => `${host}.example.com. A 192.0.2.${i + 1}`),
].map((line) => line.split(' '))

const inside = fc.constantFrom(...hosts.map((host) => `${host}.example.com.`))
const foreign = fc.constantFrom('mx.mailhost.com.', 'ns1.provider.net.', 'shops.myshop.co.uk.', 'db.example.org.')
const target = fc.oneof({ weight: 3, arbitrary: inside }, { weight: 2, arbitrary: foreign })
/** `%` becomes the line's number: no record stands twice. */
const record = fc.oneof(
  fc.constantFrom('h% A 192.0.2.9', 'h%.example.com. A 192.0.2.9', 'h%.sub.example.com. TXT %'),
  target.map((name) => `h% MX 10 ${name}`),
  target.map((name) => `h%.example.com. CNAME ${name}`),
  target.map((name) => `_x._tcp.h% SRV 0 0 5060 ${name}`),
  target.map((name) => `h% AFSDB 1 ${name}`),
  inside.map((name) => `h% RP ${name} ${name}`),
)
const directive = fc.constantFrom(
  '$ORIGIN sub.example.com.',
  '$ORIGIN example.com.',
  '$ORIGIN a.sub.example.com.',
  '$INCLUDE one.inc sub.example.com.',
  '$INCLUDE one.inc',
)
const body = (...lines: fc.Arbitrary<string>[]) =>
  fc.array(fc.oneof(...lines.map((arbitrary, i) => ({ weight: i === 0 ? 3 : 1, arbitrary }))), { maxLength: 10 })
const words = (lines: readonly string[], prefix: string) =>
  lines.map((line, i) => line.replaceAll('%', `${prefix}${i}`).split(' '))

const zones = fc
  .record({ main: body(record, directive), one: body(record) })
  .map(({ main, one }): Files => ({ 'main.zone': [...above, ...words(main, 'm')], 'one.inc': words(one, 'i') }))

/** The same with some of its final dots left out. */
const slipped = fc.tuple(zones, fc.array(fc.nat(), { minLength: 1, maxLength: 3 })).map(([correct, picks]) => {
  const dots = Object.entries(correct).flatMap(([file, lines]) =>
    lines.flatMap((line, i) => line.flatMap((word, j) => (word.endsWith('.') ? [`${file} ${i} ${j}`] : []))),
  )
  const chosen = new Set(picks.map((pick) => dots[pick % dots.length]))
  const slips = Object.fromEntries(
    Object.entries(correct).map(([file, lines]) => [
      file,
      lines.map((line, i) => line.map((word, j) => (chosen.has(`${file} ${i} ${j}`) ? word.slice(0, -1) : word))),
    ]),
  )
  return { correct, slips }
})

t.test('a forgotten dot is put back or left out, and nothing else changes', async () => {
  fc.assert(
    fc.property(slipped, ({ correct, slips }) => {
      const after = mended(textsOf(slips))
      for (const [file, lines] of Object.entries(correct)) {
        const now = after[file]!.split('\n').slice(0, -1)
        assert.equal(now.length, lines.length)
        for (const [i, line] of now.entries())
          for (const [j, word] of line.split(' ').entries())
            assert.ok(word === lines[i]![j] || word === slips[file]![i]![j], `${line}: ${word}`)
      }
    }),
    { numRuns: 500 },
  )
})

t.test('no record that was right becomes wrong', async () => {
  fc.assert(
    fc.property(slipped, ({ correct, slips }) => {
      const [meant, before, after] = [textsOf(correct), textsOf(slips), mended(textsOf(slips))].map(records)
      assert.equal(after!.length, meant!.length)
      for (const [i, record] of after!.entries())
        if (record !== meant![i]) assert.notEqual(before![i], meant![i], record)
    }),
    { numRuns: 500 },
  )
})

t.test('a correct zone is left alone', async () => {
  fc.assert(
    fc.property(zones, (correct) => assert.deepEqual(mended(textsOf(correct)), textsOf(correct))),
    { numRuns: 200 },
  )
})

/** What is told of forgotten dots, and what --fix makes of the lines. */
function dots(lines: readonly string[]): { told: string[]; after: string[] } {
  const text = [...heading, ...lines, ''].join('\n')
  const told = problemsOf(text).filter(
    ({ fix, rule }) => rule === 'origin-dot' || / dot /.test(fix ?? '') || rule === 'missing-dot',
  )
  const after = mended({ 'main.zone': text })['main.zone']!
  return { told: told.map(brief), after: after.split('\n').slice(heading.length, -1) }
}

t.test('an $ORIGIN without its dot is told once, and nothing below it', async (t) => {
  const lines = ['$ORIGIN sub.example.com', 'www A 192.0.2.2', 'b A 192.0.2.3', '$ORIGIN example.com', 'c A 192.0.2.4']
  const { told, after } = dots(lines)
  t.strictSame(told, ['7:9 origin-dot', '10:9 origin-dot'])
  t.strictSame(after, ['$ORIGIN sub.example.com.', lines[1], lines[2], '$ORIGIN example.com.', lines[4]])
})

t.test('an origin that is relative on purpose is left', async (t) => {
  const lines = ['$ORIGIN sub', 'www A 192.0.2.2', '$ORIGIN lab', 'www A 192.0.2.3']
  t.strictSame(dots(lines), { told: [], after: lines })
})

t.test('a name that is doubled with its dot is told and left', async (t) => {
  const lines = ['www.example.com.example.com. A 192.0.2.2']
  t.strictSame(dots(lines), { told: ['7:1 missing-dot'], after: lines })
})

t.test('a host of somebody else without its dot', async (t) => {
  const cases: { line: string; rest?: string[]; told: string[]; after?: string }[] = [
    { line: '@ MX 10 mx.mailhost.com', told: ['7:9 mx-target-missing'], after: '@ MX 10 mx.mailhost.com.' },
    { line: 'x NS ns1.other.net', told: ['7:6 delegation-target-missing'], after: 'x NS ns1.other.net.' },
    {
      line: '_sip._tcp SRV 0 0 5060 sip.voip.com',
      told: ['7:24 srv-target-missing'],
      after: '_sip._tcp SRV 0 0 5060 sip.voip.com.',
    },
    { line: 'shop CNAME shops.myshop.com', told: ['7:12 cname-target-missing'], after: 'shop CNAME shops.myshop.com.' },
    { line: 'x AFSDB 1 db.other.org', told: ['7:11 missing-dot'], after: 'x AFSDB 1 db.other.org.' },
    // Offered, but a part of the campus may be called like a country or a new top-level domain.
    { line: '@ MX 10 mail.univ.ac.jp', told: ['7:9 mx-target-missing'] },
    { line: '@ MX 10 smtp.cloud', told: ['7:9 mx-target-missing'] },
    { line: 'www CNAME pages.dev', told: ['7:11 cname-target-missing'] },
    // The file has a name of that domain with its dot.
    {
      line: '@ MX 10 mx1.mail.ne.jp',
      rest: ['b MX 10 mx2.mail.ne.jp.'],
      told: ['7:9 mx-target-missing'],
      after: '@ MX 10 mx1.mail.ne.jp.',
    },
    // Names below such a word: it is a part of this zone.
    { line: '@ MX 10 mx.core.net', rest: ['ns.core.net A 192.0.2.7'], told: [] },
    { line: '@ MX 10 mail.dept', told: [] },
    { line: '@ MX 10 mail', told: [] },
  ]
  for (const { line, rest = [], told, after = line } of cases)
    t.strictSame(dots([line, ...rest]), { told, after: [after, ...rest] }, line)
})

t.test('the names of an SOA', async (t) => {
  const text = [
    '$TTL 1h',
    '@ SOA ns1.other.net hostmaster.other.net 2026010101 1d 2h 4w 1h',
    '@ NS ns1.other.net.',
    '@ NS ns2.other.net.',
    '',
  ].join('\n')
  t.strictSame(
    problemsOf(text)
      .filter(({ rule }) => rule === 'missing-dot')
      .map(brief),
    ['2:7 missing-dot', '2:21 missing-dot'],
  )
  t.match(mended({ 'main.zone': text })['main.zone'], '@ SOA ns1.other.net. hostmaster.other.net. ')
})
