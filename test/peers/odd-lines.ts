// Odd lines that somebody has thought of, a list each: what they mean was found by asking rbldnsd.

import { gzipSync } from 'node:zlib'
import type { ListFormat } from '../../src/lists/formats.ts'
import type { OddList } from './odd-lists.ts'

const HEAD = '$SOA 60 ns.example. hostmaster.example. 7 1h 15m 30d 10\n$NS 60 ns.example.\n'
const FOUR = ['', '1.0.0.10', '2.0.0.10', '0.0.0.10', '255.255.255.10', '1.0.0.11', '254.0.0.200', '2.0.0.127', '10']
const SIX = [
  ['::1', '2001:db8::', '2001:db8::1', '2001:db8:0:1::1', '2001:db8:0:1::2', '::1:0:2', 'ffff::1', '::ffff:127.0.0.2'],
  ['2001:db8:0:1:0:0:0:1', '::'],
].flat()

const values = [
  ...[
    ':2 # x',
    ':2#x',
    ':2;x',
    ':2: # x',
    ':2:;',
    ':2:#',
    ':2:  x  ',
    ':2 : x',
    ': 2:x',
    ':2',
    ':2:',
    ':',
    '::',
    ':::x',
    ':2::x',
  ],
  ...[
    ':1.2:x',
    ':1.2.3:x',
    ':0:x',
    ':0.0.0.0:x',
    ':256:x',
    ':127:x',
    ':255.255.255.255:x',
    ':02:x',
    ':2.:x',
    ':.2:x',
    ':2x:x',
    ':2/8:x',
  ],
  ...[
    ':2:=',
    ':2:==',
    ':2:=$=',
    ':2:$=',
    ':2:a\0b',
    ':2:\0',
    '\0 :2:x',
    ':2\0:x',
    ':2:a\t\0',
    ' =',
    ' $',
    ' # x',
    ' ; x',
    '#x',
    ';x',
    ' x#y',
  ],
  ...[
    `:2:${'x'.repeat(253)}$`,
    `:2:${'$'.repeat(200)}`,
    `:2:${'y'.repeat(70_000)}`,
    ':2:\xff\x80',
    ' :2 :x',
    '\t:2:x',
    ':2 x',
  ],
]

const specials = [
  ...[
    '$TTL 1h30m',
    '$TTL 1W',
    '$ttl 0',
    '#$TTL 5',
    ';$TTL 5',
    ':$TTL 5',
    '# $TTL 5',
    '$TTL 5 # x',
    '$TTL 4294967296',
    '$TTL\t7',
    '$TTL5',
  ],
  ...[
    '$1 a\n$1 b\n:2:$1',
    '$1\n:2:$1',
    '$= base $=\n:2:x',
    '$= base $=\n:2:=x',
    '$= base $ $1',
    '$=\n:2:$=',
    '$= a\0b\n:2:x',
    '$10 x\n:2:$10',
  ],
  ...[
    '$TIMESTAMP 2001:01:01',
    '$TIMESTAMP 2001:01:01 +9999w',
    '$TIMESTAMP x',
    '$DATASET ip4set @',
    '$X',
    '$',
    '$ 1 x\n:2:$1',
  ],
]

const lines: Readonly<
  Partial<Record<ListFormat, { readonly names: readonly string[]; readonly texts: readonly string[] }>>
> = {
  ip4set: {
    names: FOUR,
    texts: [
      ...values.map((value) => `10.0.0.1${value}\n10.0.0.2`),
      ...values.map((value) => `10.0.0.1\n${value}\n10.0.0.2`),
      ...specials.map((special) => `${special}\n10.0.0.1`),
      ...[
        '10.0.0.1-2',
        '10.0.0.2-1\n10.0.0.0',
        '10.0.0.1-10.0.0.1',
        '10-11\n10.0.0.1',
        '10/8',
        '10',
        '10.0-1',
        '10.0.0-255',
        '10.0.0.0-255',
      ],
      ...[
        '!10.0.0.1\n10/8',
        '10/8\n!10.0/16\n10.0.0/24\n!10.0.0.1',
        '!10/8\n!10.0.0/24\n10.0.0.1',
        '200.0.0.254/31',
        '255.255.255.255',
        '0.0.0.0',
      ],
      ...[
        '$MAXRANGE4 /24\n10/8\n10.0.0/24',
        '$MAXRANGE4 256\n$MAXRANGE4 /8\n10/8\n10.0.0.1',
        '10/8\n$MAXRANGE4 1',
        '! 10.0.0.1',
        '!!10.0.0.1',
      ],
      ...[
        '010.000.000.001',
        '0010.0.0.1',
        '10.0.0.1\r',
        ' 10.0.0.1',
        '10.0.0.1 \t',
        '\v10.0.0.1\n10.0.0.2',
        '10.0.0.1\n10.0.0.256',
        '10.0.0.01-02',
      ],
    ],
  },
  ip6trie: {
    names: SIX.map(reversed),
    texts: [
      ...[
        '::1:',
        '::1: x',
        '::1:2:x',
        '::1::2:x',
        '::1:0:2:',
        '::1 :2:x',
        '::1/128:2:x',
        '2001:db8:0:1:',
        '2001:db8:0:1: x',
        '2001:db8:0:1::1:',
      ],
      ...[
        '2001:db8:0:1/64:2:x',
        '2001:db8:0:1:0:0:0:1:2:x',
        '2001:db8:::2:x',
        '2001:db8::/32:2:x',
        '2001:db8::1;x',
        '::',
        '::0',
        '2001:db8:',
      ],
      ...[
        '2001::db8::1',
        '2001:db8::1.2',
        '!::1:\n::1',
        '!::1\n::/64',
        '::/0:9:all',
        '::ffff:0:0/96:9:x',
        '!::ffff:7f00:2',
        '1::',
        '::1:128.0.0.1',
      ],
    ].map((text) => `ffff::1\n${text}`),
  },
  ip6tset: {
    names: SIX.map(reversed),
    texts: [
      '2001:db8:0:1:',
      '2001:db8:0:1::',
      '2001:db8:0:1#x',
      '2001:db8:0:1 :9:x',
      '!2001:db8:0:1::1\n2001:db8:0:1',
      '2001:db8:0:1/64',
    ].map((text) => `ffff:0:0:0\n${text}`),
  },
  dnset: {
    names: ['', 'a', 'q.a', 'r.q.a', 'a.b', 'x', 'test', 'a\\.b', '*.a'],
    texts: [
      ...values.map((value) => `a${/^[ \t\0]/.test(value) ? '' : ' '}${value}\nx`),
      ...[
        '.a',
        '*.a',
        '*.a\n!q.a',
        '.a\n!.q.a\nr.q.a',
        '!a\na',
        'A',
        'a.',
        'a..',
        '..a',
        '.*.a',
        'a.*.b',
        '*',
        '.',
        '\\097',
        'a\\.b',
        'a\0b',
      ],
    ].map((text) => `x\n${text}`),
  },
  generic: {
    names: ['', 'a', 'c', 'x.a'],
    texts: [
      ...[
        'a A 1.2.3.4 x',
        'a A 1.2.3.4;',
        'a A 1.2.3.4.5',
        'a IN A 1.2.3.4',
        'a 60 IN A 1.2.3.4',
        'a in a 1',
        'a IN 60 A 1',
        'a A 0',
        'a A 256',
      ],
      ...[
        'a 300 A 1\na 60 A 2\na 100 A 3',
        'a 60 A 1\na 300 TXT x',
        'a TXT',
        'a TXT ""',
        'a TXT "',
        'a TXT "a" "b"',
        'a TXT a\0b',
        'a TXT \0',
      ],
      ...[
        'a MX 010 b',
        'a MX 0x1 b',
        'a MX 1e1 b',
        'a MX 65536 b',
        'a MX 10 .',
        '@ A 1',
        '@ TXT x',
        'a AAAA ::1',
        'a CNAME b',
        'a 0 A 1',
        'a 1W A 1',
      ],
      ...['a -1 A 1', '. A 2', '\\ A 2', ': x', ':2:x', 'A A 1', 'a\tA\t1', `a TXT ${'x'.repeat(300)}`, 'x.a A 1'],
    ].map((text) => `c A 1\n${text}`),
  },
}

export function oddLines(format: ListFormat): OddList[] {
  const { names, texts } = lines[format] ?? { names: [], texts: [] }
  const lists = texts.map((text): OddList => ({ format, names, files: [Buffer.from(`${HEAD}${text}\n`, 'latin1')] }))
  return format === 'ip4set' ? [...lists, ...several(names)] : lists
}

/** In more than one file, without an end, and packed. */
function several(names: readonly string[]): OddList[] {
  const files = (...files: readonly (string | Buffer)[]): OddList => ({
    ...{ format: 'ip4set', names },
    files: files.map((text) => Buffer.from(text)),
  })
  return [
    files(`${HEAD}10.0.0.1`),
    files(`${HEAD}10.0.0.1\n10.0.0.2 x`),
    files(`${HEAD}$MAXRANGE4 /24\n10.0.0.1\n`, '10/8\n10.0.0.2\n'),
    files(`${HEAD}:9:x\n10.0.0.1\n`, '10.0.0.2\n'),
    files(`${HEAD}$1 one\n:2:$1\n10.0.0.1\n`, '$1 two\n:2:$1\n10.0.0.2\n'),
    files(`${HEAD}10/8\n`, '!10.0.0.1\n'),
    files(gzipSync(`${HEAD}10.0.0.1\n`)),
    files(gzipSync(`${HEAD}10.0.0.1`)),
  ]
}

function reversed(address: string): string {
  const text = address.replace(
    /(\d+)\.(\d+)\.(\d+)\.(\d+)$/,
    (_, a, b, c, d) => `${hex(a)}${hex(b)}:${hex(c)}${hex(d)}`,
  )
  const [first, last] = text.split('::').map((side) => (side === '' ? [] : side.split(':')))
  const zeros = new Array<string>(last === undefined ? 0 : 8 - first!.length - last.length).fill('0')
  const digits = [...first!, ...zeros, ...(last ?? [])].map((group) => group.padStart(4, '0')).join('')
  return [...digits].reverse().join('.')
}

function hex(octet: string): string {
  return Number(octet).toString(16).padStart(2, '0')
}
