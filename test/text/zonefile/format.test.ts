// A file that is written anew has its columns in line, and every word that it had.

import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import t from 'tap'
import { Words } from '../../../src/dns/rdata/words.ts'
import { isNewerSerial } from '../../../src/dns/serial.ts'
import { entryLines } from '../../../src/text/zonefile/format/entry-lines.ts'
import { formatLines, withSerial } from '../../../src/text/zonefile/format/format.ts'
import { nextSerial, type SerialWay, serialWays } from '../../../src/text/zonefile/format/next-serial.ts'
import { Scanner } from '../../../src/text/zonefile/scanner.ts'
import { sameContent } from '../../../src/zone/same-content.ts'
import fc from '../../support/properties.ts'
import { zoneOf } from '../../support/zones.ts'

/** With the line feed that the scanner needs behind all. */
const withEnd = (text: string) => Buffer.from(`${text}\n`, 'latin1')

function linesOf(text: string) {
  const bytes = withEnd(text)
  return entryLines(bytes, bytes.length - 1, 0)
}

/** Undefined where an entry cannot be told from the next. */
function formatted(text: string): string | undefined {
  const lines = linesOf(text)
  return 'flaw' in lines
    ? undefined
    : formatLines(lines)
        .map((line) => `${line}\n`)
        .join('')
}

t.test('columns stand one below the other, and nothing moves from line to line', async (t) => {
  const rows: readonly [name: string, before: readonly string[], after: readonly string[]][] = [
    [
      'owners, TTLs, classes and types',
      [
        'a IN A 192.0.2.1',
        'long-name 3600 IN AAAA 2001:db8::1',
        ' 60 MX 10 mail',
        'b A 192.0.2.2 ; why',
        'c TXT "a  b"   "c";because',
      ],
      [
        'a               IN  A     192.0.2.1',
        'long-name  3600 IN  AAAA  2001:db8::1',
        '                60  MX    10 mail',
        'b                   A     192.0.2.2   ; why',
        'c                   TXT   "a  b" "c"  ;because',
      ],
    ],
    [
      'an SOA over many lines',
      ['@ SOA ns h ( 1 ; serial', '2 ; refresh', '  3', '; between', '4', '5)', '\tNS\tns'],
      [
        '@  SOA  ns h ( 1  ; serial',
        '        2  ; refresh',
        '        3',
        '        ; between',
        '        4',
        '        5)',
        '   NS   ns',
      ],
    ],
    [
      'directives part what has columns in common',
      [
        '$TTL   1h ;all',
        'a A 192.0.2.1',
        '$ORIGIN  sub',
        'very-long-one A 192.0.2.1',
        '$GENERATE 1-2 h$  A  192.0.2.$',
      ],
      [
        '$TTL 1h  ;all',
        'a  A  192.0.2.1',
        '$ORIGIN sub',
        'very-long-one  A  192.0.2.1',
        '$GENERATE 1-2 h$ A 192.0.2.$',
      ],
    ],
    ['owners above all', [' A 192.0.2.1', ' AAAA ::1'], ['          A     192.0.2.1', '          AAAA  ::1']],
    [
      'comments and empty lines',
      ['; head  ', '', '   ; indented', '\t', 'a A 192.0.2.1;', 'b A 192.0.2.1 ;;'],
      ['; head', '', '   ; indented', '', 'a  A  192.0.2.1  ;', 'b  A  192.0.2.1  ;;'],
    ],
    [
      'what stands without a blank between stays so',
      ['a HTTPS 1 . alpn="h2,h3"   port=8443', 'b TXT "a""b"', 'c TXT a\\ b c\\;d'],
      ['a  HTTPS  1 . alpn="h2,h3" port=8443', 'b  TXT    "a""b"', 'c  TXT    a\\ b c\\;d'],
    ],
    ['a type that is none', ['a NOTYPE x  y', 'b A 192.0.2.1'], ['a  NOTYPE  x y', 'b  A       192.0.2.1']],
    [
      'an owner behind a parenthesis',
      ['(', 'a  A 192.0.2.1 )', 'long A 192.0.2.1'],
      ['(', 'a  A 192.0.2.1 )', 'long  A  192.0.2.1'],
    ],
    [
      'parentheses before the type',
      ['a ( IN', 'A 192.0.2.1 )', 'bb A 192.0.2.1'],
      ['a   ( IN', '             A 192.0.2.1 )', 'bb        A  192.0.2.1'],
    ],
  ]
  for (const [name, before, after] of rows) {
    t.equal(formatted(before.join('\n')), `${after.join('\n')}\n`, name)
    t.equal(formatted(`${after.join('\n')}\n`), `${after.join('\n')}\n`, `${name}, a second time`)
  }
})

/** Each entry: whether it takes over its owner, and its words. */
function entriesOf(text: string): string[] {
  const bytes = withEnd(text)
  const scanner = new Scanner(bytes, bytes.length - 1)
  const words = new Words()
  const entries: string[] = []
  while (scanner.next(words)) {
    const all = Array.from({ length: words.count }, (_, i) => `${words.quoted[i]}${words.text(i)}`)
    entries.push(JSON.stringify([scanner.flaw, scanner.indented, scanner.entryLine, ...all]))
  }
  return entries
}

t.test('whatever is written, its words stay, and a second time changes nothing', async () => {
  const piece = fc.constantFrom(
    ...[
      ' ',
      '  ',
      '\t',
      '\n',
      '\n',
      '\r\n',
      '\r',
      '(',
      ')',
      ';',
      '"',
      '\\',
      '\\"',
      '\\;',
      '\\ ',
      '@',
      '$TTL',
      '$',
      '*',
    ],
    ...[
      'a',
      'www',
      'IN',
      'CH',
      '3600',
      '1h',
      'A',
      'SOA',
      'TXT',
      '192.0.2.1',
      '"a b"',
      '"a;b"',
      '"(',
      'x="y z"',
      '\xc3\xbc',
      '\xff',
      '[AGE:1]',
    ],
  )
  fc.assert(
    fc.property(fc.array(piece, { maxLength: 60 }), (pieces) => {
      const text = pieces.join('')
      const after = formatted(text)
      if (after === undefined) return entriesOf(text).some((entry) => !entry.startsWith('["none"'))
      const same = JSON.stringify(entriesOf(after)) === JSON.stringify(entriesOf(text))
      return same && formatted(after) === after && after.split('\n').every((line) => !/(?<![\\ \t])[ \t]+$/.test(line))
    }),
    { numRuns: 10_000 },
  )
})

const root = join(import.meta.dirname, '../../..')
const zones = ['internal/univ.example', 'external/univ.example'].map((name) =>
  readFileSync(join(root, `zones/${name}.zone`), 'latin1'),
)

t.test('a zone serves what it served before', async (t) => {
  for (const text of zones) {
    const after = formatted(text)!
    t.not(after, text)
    t.ok(sameContent(zoneOf('univ.example.', text), zoneOf('univ.example.', after)))
  }
  const golden = join(import.meta.dirname, 'golden')
  const files = readdirSync(golden).filter((name) => name.endsWith('.in'))
  t.ok(files.length > 10)
  for (const file of files) {
    const text = readFileSync(join(golden, file), 'latin1')
    const after = formatted(text)
    if (after !== undefined) t.strictSame(entriesOf(after), entriesOf(text), file)
  }
})

t.test('whatever blanks and lines a zone is written with, it serves what it served', async () => {
  const blank = fc.constantFrom(' ', '\t', '   ', ' \t ')
  const owner = fc.constantFrom('@', 'www', 'mail', '', '*.wild', 'a\\.b', 'x.www')
  const head = fc.constantFrom('', 'IN', '300', '1h IN', 'IN 60')
  const data = fc.constantFrom(
    'A 192.0.2.1',
    'AAAA ( 2001:db8::1 ) ; of it',
    'MX 10 mail',
    'TXT "a  b" ";" (\n  c ; and more\n )',
    'TXT a\\ b\\; "q\\"q"',
    'CAA 0 issue "ca.example.net"',
  )
  const line = fc.tuple(owner, blank, head, blank, data, fc.constantFrom('', ' ', ' ; why', '\t;'))
  fc.assert(
    fc.property(fc.array(line, { maxLength: 12 }), (lines) => {
      const text =
        `$TTL 60\n@ SOA ns h 7 1 1 1 1\n @ NS ns\n${lines.map((parts) => parts.join('')).join('\n')}\n`.replace(
          ' @ NS',
          ' NS',
        )
      const after = formatted(text)!
      return sameContent(zoneOf('univ.example.', text), zoneOf('univ.example.', after)) && formatted(after) === after
    }),
  )
})

t.test('whatever the serial, the next one is newer, or there are two steps that are', async () => {
  const serial = fc.oneof(
    fc.integer({ min: 0, max: 0xffffffff }),
    fc.integer({ min: 1_990_010_100, max: 2_099_123_199 }),
  )
  const day = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2100, 0, 1) })
  fc.assert(
    fc.property(serial, fc.constantFrom(...serialWays), day, (serial, way, now) => {
      const next = nextSerial(serial, way, now)
      if (next.kind === 'next') return isNewerSerial(next.serial, serial)
      return isNewerSerial(next.first, serial) && isNewerSerial(next.wanted, next.first)
    }),
    { numRuns: 10_000 },
  )
})

t.test('the serial of each SOA, wherever it stands', async (t) => {
  const rows: readonly [before: string, after: string][] = [
    ['@ SOA ns h 7 1 1 1 1', '@ SOA ns h 8 1 1 1 1'],
    ['@ 1 IN SOA ns h (', '@ 1 IN SOA ns h ('],
    ['   7 ; serial 7', '   8 ; serial 7'],
    ['1 1 1 1 )', '1 1 1 1 )'],
    ['b SOA 7 7 7 7 7 7 7', 'b SOA 7 7 8 7 7 7 7'],
    ['c TXT 7 7 7', 'c TXT 7 7 7'],
  ]
  const lines = linesOf(rows.map(([before]) => before).join('\n'))
  if ('flaw' in lines) return t.fail('it can be read')
  const raised = lines.map((line) => withSerial(line, 8))
  t.strictSame(
    raised.map(({ text }) => text),
    rows.map(([, after]) => after),
  )
  t.strictSame(formatLines(raised), formatLines(linesOf(raised.map(({ text }) => text).join('\n')) as typeof lines))
})

t.test('a serial that comes next is newer', async (t) => {
  const now = Date.UTC(2026, 10, 28, 23, 59)
  const unix = now / 1000
  const rows: readonly [serial: number, way: SerialWay, expected: number | readonly [first: number, wanted: number]][] =
    [
      [1, '+1', 2],
      [0xffffffff, '+1', 0],
      [2026112700, 'date', 2026112801],
      [2026112801, 'date', 2026112802],
      [2026112899, 'date', 2026112900],
      [2026112900, 'date', [(2026112900 + 0x7fffffff) >>> 0, 2026112801]],
      [2026120101, 'date', [(2026120101 + 0x7fffffff) >>> 0, 2026112801]],
      [7, 'date', 2026112801],
      [0, 'date', 2026112801],
      [4294967295, 'date', 2026112801],
      [4026112801, 'date', [(4026112801 + 0x7fffffff) >>> 0, 2026112801]],
      [unix - 1, 'unix', unix],
      [unix, 'unix', unix + 1],
      [2026112801, 'unix', [(2026112801 + 0x7fffffff) >>> 0, unix]],
    ]
  for (const [serial, way, expected] of rows) {
    const next = nextSerial(serial, way, now)
    const said = next.kind === 'next' ? next.serial : [next.first, next.wanted]
    t.strictSame(said, expected, `${serial} ${way}`)
  }
})
